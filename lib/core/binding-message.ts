/**
 * The **binding message**, `amber-fox-17`: a short code in the agent's log and on every card of one request, so that
 * two people on a call can tell they mean the same one. It identifies nothing and proves nothing.
 *
 * Words are short, read one way aloud, and stay pleasant in every pairing: no word that describes people, and no
 * animal used as an insult.
 */

const ADJECTIVES = (
  "amber agile azure basil birch bold breezy bright calm cedar clear clever coral cosmic crisp daring dawn deft " +
  "eager early fabled frosty fern fleet fresh gentle glad golden grand happy hazel honest indigo jade jolly " +
  "keen kind lilac linen loyal lucky maple mellow merry mint noble olive opal patient pearl plum proud quick quiet " +
  "ruby sage silver steady sunny teal tidy topaz velvet vivid"
).split(" ");

const ANIMALS = (
  "badger bear bison bobcat crane cricket curlew deer dolphin dove eagle egret falcon ferret finch fox gazelle " +
  "gecko hare hawk heron ibis jackdaw jaguar kestrel kingfisher koala lark lemur leopard linnet llama lynx magpie " +
  "marlin marten moose narwhal newt ocelot oriole osprey otter owl panda panther pelican penguin pheasant plover " +
  "puffin quail rabbit raven robin salmon seal sparrow starling swan swift tiger turtle wren"
).split(" ");

const NUMBERS = 100;

/** How many codes there are: draw the number below this evenly. */
export const BINDING_MESSAGE_COUNT = ADJECTIVES.length * ANIMALS.length * NUMBERS;

/** The code for a number; equal numbers give equal codes, and every number below the count its own. */
export function bindingMessage(random: number): string {
  if (!Number.isSafeInteger(random) || random < 0)
    throw new RangeError("a binding message needs a whole number");
  const number = random % NUMBERS;
  const words = Math.floor(random / NUMBERS);
  const animal = ANIMALS[words % ANIMALS.length];
  const adjective = ADJECTIVES[Math.floor(words / ANIMALS.length) % ADJECTIVES.length];
  return `${adjective}-${animal}-${String(number).padStart(2, "0")}`;
}
