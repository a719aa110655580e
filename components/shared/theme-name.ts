export type Theme = "light" | "dark" | "system";

export const isTheme = (value: string | undefined): value is Theme =>
  value === "light" || value === "dark" || value === "system";
