// Tailwind 4 reads its theme from the stylesheet itself; this only puts it into Next's CSS pipeline.
export default { plugins: { "@tailwindcss/postcss": {} } };
