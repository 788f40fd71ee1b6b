// Language and theme: what the person chose, else what the browser asks for.
import { effect } from "@preact/signals";
import { oneOf, remembered } from "./kept";

export type Language = "pt-BR" | "en";
export type Theme = "auto" | "light" | "dark";

export const language = remembered<Language>("language", navigator.language.toLowerCase().startsWith("en") ? "en" : "pt-BR", oneOf("pt-BR", "en"));
export const theme = remembered<Theme>("theme", "auto", oneOf("auto", "light", "dark"));

effect(() => { document.documentElement.lang = language.value; });
effect(() => {
  if (theme.value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
