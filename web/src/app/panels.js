/** All panels there are. A new one stands in its own folder and in this list. */
import { charts } from '../panels/charts/index.js';
import { drawers } from '../panels/drawers/index.js';
import { graph } from '../panels/graph/index.js';
import { inspector } from '../panels/inspector/index.js';
import { map } from '../panels/map/index.js';
import { voice } from '../panels/voice/index.js';

/**
 * In the order in which looks ask for their parts and styles override each other.
 * @type {import('../panels/panel.js').Panel[]}
 */
export const panels = [voice, graph, map, charts, inspector, drawers];
