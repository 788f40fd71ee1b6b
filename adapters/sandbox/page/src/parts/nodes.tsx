// Puts ready DOM nodes where a component stands.
import { useLayoutEffect, useRef } from "preact/hooks";

export function Nodes({ build, of, class: name }: { build: () => DocumentFragment; of: string; class?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { box.current!.replaceChildren(build()); }, [of]);
  return <div ref={box} class={name} />;
}
