"use client";

/**
 * Runs a check that may show an error, for `onBlur`: at once when the keyboard left the field, but after the click when a
 * button was pressed. An error that appears between press and release moves the button from under the pointer.
 */
export function afterPress(check: () => void): void {
  if (document.querySelector(":active:is(button, a, input, label, select)")) {
    window.addEventListener("click", check, { once: true });
  } else check();
}
