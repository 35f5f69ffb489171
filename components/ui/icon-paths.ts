/**
 * Our own drawings on a 16 px grid, one stroke each. Every one is an export of its own, so that a page's script
 * holds the few that its client parts draw and no others.
 */
export const menuIcon = "M2.5 4h11M2.5 8h11M2.5 12h11";
export const globeIcon =
  "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM1.9 8h12.2M8 1.8c4 4 4 8.4 0 12.4-4-4-4-8.4 0-12.4z";
export const searchIcon = "M7 2.4a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2zM10.4 10.4 14 14";
export const personIcon = "M8 2.4a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM2.8 13.8a5.2 5.2 0 0 1 10.4 0";
export const overviewIcon = "M2.5 12.5a6.4 6.4 0 1 1 11 0M8 9.8l2.8-3.6";
export const keyIcon =
  "M10.3 1.8a3.9 3.9 0 1 1-1.7 7.4L7 10.8H5.4v1.6H3.8V14H1.8v-2.4l5-5a3.9 3.9 0 0 1 3.5-4.8zM11.2 4.9v.1";
export const secretIcon = "M3 1.8h6.5L13 5.3v8.9H3zM9.3 2v3.5H13M6 9.2h4M8 9.2v2.6";
export const instanceIcon = "M8 1.6l5.8 3v6.8L8 14.4l-5.8-3V4.6zM2.4 4.8 8 7.7l5.6-2.9M8 7.7v6.5";
export const archiveIcon = "M2 2.5h12v3.2H2zM3 5.7v7.8h10V5.7M6.4 8.4h3.2";
export const moonIcon = "M13.4 9.6A5.8 5.8 0 1 1 6.4 2.6a4.6 4.6 0 0 0 7 7z";
export const chevronDownIcon = "M4 6l4 4 4-4";
export const chevronRightIcon = "M6 4l4 4-4 4";
export const chevronLeftIcon = "M10 4 6 8l4 4";
export const arrowUpIcon = "M8 13V3M4.5 6.5 8 3l3.5 3.5";
export const arrowDownIcon = "M8 3v10M4.5 9.5 8 13l3.5-3.5";
export const closeIcon = "M4 4l8 8M12 4l-8 8";
export const checkIcon = "M3 8.5 6.5 12 13 4.5";
export const plusIcon = "M8 3v10M3 8h10";
export const minusIcon = "M4 8h8";
export const moreIcon = "M3.5 8h.1M8 8h.1M12.5 8h.1";
export const copyIcon = "M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3";
export const lockIcon = "M3.5 7.2h9v6.6h-9zM5.3 7.2V5a2.7 2.7 0 0 1 5.4 0v2.2";
export const filterIcon = "M2 3h12L9.4 8.6v4.6L6.6 11.8V8.6z";
export const refreshIcon =
  "M13.2 6.5A5.5 5.5 0 0 0 3 5.6M2.8 9.5A5.5 5.5 0 0 0 13 10.4M13.4 2.8v3.7H9.7M2.6 13.2V9.5h3.7";
export const uploadIcon = "M8 10.5v-8M4.6 5.8 8 2.4l3.4 3.4M2.5 13.5h11";
export const infoIcon = "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.2v3.8M8 4.9V5";

// The shapes of the status language: the shape alone tells the kind.
export const circleCheckIcon = "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.2 8.2l2 2 3.6-4";
export const shieldCheckIcon =
  "M8 1.6 13.4 3.6v4c0 3.4-2.2 5.6-5.4 6.8-3.2-1.2-5.4-3.4-5.4-6.8v-4zM5.6 8l1.8 1.8 3-3.4";
export const banIcon = "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM3.7 12.3l8.6-8.6";
export const circleIcon = "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2z";
export const loaderIcon =
  "M8 1.8v2.6M8 11.6v2.6M1.8 8h2.6M11.6 8h2.6M3.6 3.6l1.9 1.9M10.5 10.5l1.9 1.9M3.6 12.4l1.9-1.9M10.5 5.5l1.9-1.9";
export const pauseIcon = "M5.5 3.5v9M10.5 3.5v9";
export const triangleAlertIcon = "M8 2 14.5 13.4H1.5zM8 6.3v3.2M8 11.4v.1";
export const clockIcon = "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.6V8l2.3 1.6";
export const hourglassIcon = "M4 1.8h8M4 14.2h8M5 1.8c0 3.4 6 4 6 6.2s-6 2.8-6 6.2M11 1.8c0 3.4-6 4-6 6.2s6 2.8 6 6.2";
export const unplugIcon = "M5 2v3M9 2v3M3.5 5h7v2.5a3.5 3.5 0 0 1-7 0zM7 11v3M11 10.5l3 3M14 10.5l-3 3";
export const octagonXIcon = "M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM6 6l4 4M10 6l-4 4";
export const bellIcon = "M4 7a4 4 0 0 1 8 0c0 3.4 1.5 4.4 1.5 4.4h-11S4 10.4 4 7zM6.6 13.4a1.5 1.5 0 0 0 2.8 0";
export const listIcon = "M3 4h.1M3 8h.1M3 12h.1M5.8 4h7.7M5.8 8h7.7M5.8 12h7.7";
export const peopleIcon =
  "M6 2.8a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8zM1.6 13.4a4.4 4.4 0 0 1 8.8 0M10.4 3.1a2.4 2.4 0 0 1 0 4.3M11.8 9.4a4.4 4.4 0 0 1 2.6 4";
export const roleIcon = "M2.2 4.4h11.6v7.2H2.2zM5.8 6.8a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4zM8.6 7h3M8.6 9.2h3";
export const policyIcon = "M8 1.8 13.4 4v4c0 3.2-2.3 5.2-5.4 6.2C4.9 13.2 2.6 11.2 2.6 8V4zM5.8 6.4h4.4M5.8 9h3";
export const shareIcon =
  "M4.2 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM11.8 1.9a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM11.8 10.1a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM6 7.1l4-2.2M6 8.9l4 2.2";
export const directoryIcon = "M5.8 1.8h4.4v3.4H5.8zM1.8 10.8h4.4v3.4H1.8zM9.8 10.8h4.4v3.4H9.8zM8 5.2V8M4 10.8V8h8v2.8";
export const folderIcon = "M1.8 3.2h4.6l1.4 1.9h6.4v7.7H1.8z";
export const moneyIcon = "M2.5 1.8h11v12.4l-1.9-1.3-1.8 1.3L8 12.9l-1.8 1.3-1.8-1.3-1.9 1.3zM5.5 5.2h5M5.5 8.4h5";
export const deploymentIcon = "M2 2.5h12v4.2H2zM2 9.3h12v4.2H2zM4.6 4.6h.1M4.6 11.4h.1M7.4 4.6h4M7.4 11.4h4";
