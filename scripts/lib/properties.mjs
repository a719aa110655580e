// Properties run from one seed, so that a red build is about the change in it. FC_SEED=<number> tries others.
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_121) });
