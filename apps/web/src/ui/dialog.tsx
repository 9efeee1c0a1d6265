import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";

type DialogProps = {
  readonly title: string;
  readonly className?: string;
  readonly onClose: () => void;
  /** Whether Escape and a press beside it leave it as it is. */
  readonly stays?: boolean;
  readonly children: ReactNode;
};

/** A modal dialog of the browser's own: it keeps the focus, and gives it back. */
export function Dialog({ title, className = "", onClose, stays = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const { current } = dialog;
    if (current?.open === false) current.showModal();
    return () => current?.close();
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape is the key for it
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!stays) onClose();
      }}
      onClick={(event) => {
        if (!stays && event.target === dialog.current) onClose();
      }}
    >
      <div className="dialog-body">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
