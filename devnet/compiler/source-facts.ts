// What Move source says and bytecode does not: method aliases, index syntax, primitives' home modules, and the
// functions that are instructions. The ABI cannot tell these, so stubs.ts takes them from here.

const PRIMITIVE_HOMES = new Map(
  ['bool', 'u8', 'u16', 'u32', 'u64', 'u128', 'u256', 'vector']
    .map((primitive) => [`std::${primitive}`, primitive])
    .concat([['sui::address', 'address']]) as [string, string][],
);

const VECTOR_INSTRUCTIONS = new Set(
  'empty length borrow push_back borrow_mut pop_back destroy_empty swap'.split(' '),
);

const INDEXED_MODULES: Record<string, [borrow: string, borrowMut: string]> = {
  'std::vector': ['borrow', 'borrow_mut'],
  'sui::bag': ['borrow', 'borrow_mut'],
  'sui::linked_table': ['borrow', 'borrow_mut'],
  'sui::object_bag': ['borrow', 'borrow_mut'],
  'sui::object_table': ['borrow', 'borrow_mut'],
  'sui::table': ['borrow', 'borrow_mut'],
  'sui::table_vec': ['borrow', 'borrow_mut'],
  'sui::vec_map': ['get', 'get_mut'],
};

/** Module -> function, receiver and method name. */
const ALIASES: Record<string, [target: string, method: string][]> = {
  'std::ascii': [['std::string::from_ascii', 'String.to_string']],
  'std::vector': [
    ['std::string::utf8', 'vector.to_string'],
    ['std::string::try_utf8', 'vector.try_to_string'],
    ['std::ascii::string', 'vector.to_ascii_string'],
    ['std::ascii::try_string', 'vector.try_to_ascii_string'],
  ],
  'sui::balance': [['sui::coin::from_balance', 'Balance.into_coin']],
  'sui::object': [
    ['id_to_address', 'ID.to_address'],
    ['id_to_bytes', 'ID.to_bytes'],
    ['uid_as_inner', 'UID.as_inner'],
    ['uid_to_inner', 'UID.to_inner'],
    ['uid_to_address', 'UID.to_address'],
    ['uid_to_bytes', 'UID.to_bytes'],
  ],
};

export function methodAliases(module: string): string[] {
  return (ALIASES[module] ?? []).map(([target, method]) => `public use fun ${target} as ${method};`);
}

export function moduleAttributes(module: string): string[] {
  const primitive = PRIMITIVE_HOMES.get(module);
  return primitive ? [`#[defines_primitive(${primitive})]`] : [];
}

export function functionAttributes(module: string, name: string): string[] {
  return [
    ...(INDEXED_MODULES[module]?.includes(name) ? ['syntax(index)'] : []),
    ...(module === 'std::vector' && VECTOR_INSTRUCTIONS.has(name) ? ['bytecode_instruction'] : []),
  ];
}
