// A button with a small menu: arrows move, Enter picks, Esc closes and gives the focus back.
import { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface Item { label: ComponentChildren; pick: () => void; danger?: boolean; current?: boolean }

export function Menu({ label, button, items, className = "icon-button", side = "right" }: {
  label: string; button: ComponentChildren; items: Item[]; className?: string; side?: "left" | "right";
}) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const list = [...root.current!.querySelectorAll<HTMLElement>("[role^=menuitem]")];
    (list.find((x) => x.getAttribute("aria-checked") === "true") ?? list[0])?.focus();
    const outside = (e: Event) => { if (!root.current?.contains(e.target as Node)) setOpen(false); };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  function keys(e: KeyboardEvent) {
    const list = [...root.current!.querySelectorAll<HTMLElement>("[role^=menuitem]")];
    const at = list.indexOf(document.activeElement as HTMLElement);
    if (e.key === "Escape" || e.key === "Tab") {
      setOpen(false);
      if (e.key === "Escape") { e.preventDefault(); e.stopPropagation(); opener.current?.focus(); }
    } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      list[(at + (e.key === "ArrowDown" ? 1 : list.length - 1)) % list.length]?.focus();
    } else if (e.key === "Home" || e.key === "End") {
      e.preventDefault();
      list[e.key === "Home" ? 0 : list.length - 1]?.focus();
    }
  }
  const radio = items.some((i) => i.current !== undefined);
  return (
    <div class="menu-root" ref={root}>
      <button type="button" class={className} ref={opener} aria-haspopup="menu" aria-expanded={open} aria-label={label} title={label}
        onClick={() => setOpen(!open)}>{button}</button>
      {open && (
        <div class={`menu ${side}`} role="menu" aria-label={label} onKeyDown={keys}>
          {items.map((it, i) => (
            <button key={i} type="button" tabIndex={-1} class={it.danger ? "menu-item danger" : "menu-item"}
              role={radio ? "menuitemradio" : "menuitem"} aria-checked={radio ? Boolean(it.current) : undefined}
              onClick={() => { setOpen(false); opener.current?.focus(); it.pick(); }}>{it.label}</button>
          ))}
        </div>
      )}
    </div>
  );
}
