export const ACKNOWLEDGE_FORM = "acknowledge";
