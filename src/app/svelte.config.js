// Every component is in runes mode, also those that happen to use no rune.
export default { compilerOptions: { runes: true } };
