/** The parts of a look, panel by panel: the first ones are drawn first. */
import { look as charts } from '../panels/charts/look.js';
import { look as graph } from '../panels/graph/look.js';
import { look as inspector } from '../panels/inspector/look.js';
import { look as map } from '../panels/map/look.js';

export const lookParts = [...charts, ...graph, ...map, ...inspector];
