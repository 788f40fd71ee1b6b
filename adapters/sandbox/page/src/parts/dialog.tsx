// A modal dialog on the browser's own <dialog>: focus stays inside, Esc closes, focus returns to where it was.
import { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon";
import { t } from "../words";

interface Props {
  title: string;
  subtitle?: string;
  onClose: () => void;
  children: ComponentChildren;
  footer?: ComponentChildren;
  size?: "small" | "medium" | "large";
  mark?: ComponentChildren;
  // A form's own submission, when the dialog is one.
  onSubmit?: () => void;
  // It is closed and has given the focus back: whoever wants it elsewhere takes it now.
  onGone?: () => void;
}

let next = 0;

export function Dialog({ title, subtitle, onClose, children, footer, size = "medium", mark, onSubmit, onGone }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useRef(`dialog-${++next}`).current;
  useEffect(() => {
    const d = box.current!;
    const before = document.activeElement;
    d.showModal();
    const first = d.querySelector<HTMLElement>("[data-autofocus], .dialog-body input, .dialog-body textarea, .dialog-body select");
    (first ?? d.querySelector<HTMLElement>(".dialog-foot button:last-child") ?? d).focus();
    return () => {
      d.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      onGone?.();
    };
  }, []);
  const inner = (
    <>
      <header class="dialog-head">
        {mark}
        <div class="dialog-titles">
          <h2 id={id}>{title}</h2>
          {subtitle && <p>{subtitle}</p>}
        </div>
        <button type="button" class="icon-button" aria-label={t("close")} onClick={onClose}><Icon name="close" /></button>
      </header>
      <div class="dialog-body" tabIndex={-1}>{children}</div>
      {footer && <footer class="dialog-foot">{footer}</footer>}
    </>
  );
  return (
    <dialog ref={box} class={`dialog ${size}`} aria-labelledby={id}
      onCancel={(e) => { e.preventDefault(); onClose(); }}
      onKeyDown={(e) => { if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); onClose(); } }}>
      {onSubmit
        ? <form class="dialog-form" noValidate onSubmit={(e) => { e.preventDefault(); onSubmit(); }}>{inner}</form>
        : <div class="dialog-form">{inner}</div>}
    </dialog>
  );
}
