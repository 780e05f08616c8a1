/**************************************************************
 * THIS FILE IS GENERATED AND SHOULD NOT BE MANUALLY MODIFIED *
 **************************************************************/
import { MoveStruct } from '../../../utils/index.ts';
import { bcs } from '@mysten/sui/bcs';
const $moduleName = 'std::type_name';
export const TypeName = new MoveStruct({ name: `${$moduleName}::TypeName`, fields: {
        name: bcs.string()
    } });