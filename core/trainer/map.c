/* The function that a network has learned, as numbers and as a picture. */
#include "kernels/paint.h"
#include "trainer/points.h"

#include <string.h>

const slm_view slm_view_map = {"map", "What the model gives over its inputs, as a picture."};

enum { MAP_SIDE = 1024 };

/* What is read of each cell. */
typedef struct {
    const slm_tensor *tensor;
    size_t columns;
    size_t unit;
    bool classes; /* the likeliest of all columns instead of one */
} map_view;

static slm_status check_request(const slm_trainer *t, const slm_map_request *q) {
    size_t inputs = slm_points_of(t)->data.inputs;
    if (inputs > 2)
        return slm_trainer_fail(t, "the count of inputs", (double)inputs, "1 or 2 for a map");
    if (q->width < 1 || q->width > MAP_SIDE)
        return slm_trainer_fail(t, "width", (double)q->width, "1 to 1024");
    if (q->height < 1 || q->height > (inputs == 1 ? 1 : MAP_SIDE))
        return slm_trainer_fail(t, "height", (double)q->height,
                                inputs == 1 ? "1 for one input" : "1 to 1024");
    const double corner[] = {q->x0, q->x1, q->y0, q->y1};
    for (int i = 0; i < 4; i++)
        if (!(corner[i] >= -1e30 && corner[i] <= 1e30))
            return slm_trainer_fail(t, "a corner", corner[i], "finite");
    return SLM_OK;
}

static slm_status find_view(const slm_trainer *t, const slm_map_request *q, map_view *view) {
    const slm_points *points = slm_points_of(t);
    int layers = points->hidden_count;
    if (q->layer < 0 || q->layer > layers)
        return slm_trainer_fail(t, "layer", q->layer, "0, or the number of a hidden layer");
    view->tensor = q->layer ? points->hidden[q->layer - 1] : points->predict.prediction;
    view->columns = view->tensor->shape.dim[1];
    view->classes = q->unit == -1 && !q->layer && points->data.classes > 2;
    if (!view->classes && (q->unit < 0 || (size_t)q->unit >= view->columns))
        return slm_trainer_fail(t, "unit", q->unit, "a column of the layer");
    view->unit = view->classes ? 0 : (size_t)q->unit;
    return SLM_OK;
}

static void fill_points(slm_trainer *t, const slm_map_request *q, size_t first, size_t count) {
    const slm_points *points = slm_points_of(t);
    slm_real *x = points->predict.x->data;
    double across = (q->x1 - q->x0) / (double)q->width;
    double down = (q->y1 - q->y0) / (double)q->height;
    const bool plane = points->data.inputs == 2;
    size_t column = first % q->width, row = first / q->width;
    for (; count > 0; column = 0, row++) {
        const size_t left = q->width - column, cells = count < left ? count : left;
        const slm_real y = (slm_real)(q->y1 - ((double)row + 0.5) * down);
        for (const size_t end = column + cells; column < end; column++) {
            *x++ = (slm_real)(q->x0 + ((double)column + 0.5) * across);
            if (plane) *x++ = y;
        }
        count -= cells;
    }
    slm_points_loaded(t, &points->predict);
}

/* Values of `count` cells from `first`; class colours are painted on the way, because they need
 * all columns. */
static void read_cells(const map_view *view, const slm_map_request *q, size_t first, size_t count,
                       const uint32_t *colours, float *values, uint8_t *rgba) {
    const slm_real *row = view->tensor->data;
    const size_t end = first + count, columns = view->columns, unit = view->unit;
    if (!view->classes) {
        for (size_t i = first; i < end; i++, row += columns) values[i] = (float)row[unit];
        return;
    }
    for (size_t i = first; i < end; i++, row += columns) {
        const size_t best = slm_likeliest(row, columns);
        values[i] = (float)best;
        if (rgba) slm_paint_classes(rgba + 4 * i, row, columns, best, colours, q->discrete);
    }
}

static void find_scale(const slm_trainer *t, const slm_map_request *q, const map_view *view,
                       const float *values, double scale[2]) {
    const slm_dataset *data = &slm_points_of(t)->data;
    const slm_source *source = slm_config_source(&t->running);
    scale[0] = 0;
    scale[1] = view->classes ? (double)view->columns - 1 : 1;
    if (q->layer) {
        double most = 0;
        for (size_t i = 0; i < q->width * q->height; i++) {
            double size = fabs((double)values[i]);
            if (size > most && size - size == 0) most = size;
        }
        scale[1] = most > 0 ? most : 1;
        scale[0] = -scale[1];
    } else if (!data->classes && data->train) {
        size_t rows = data->train + data->test, width = data->outputs;
        double low = (double)data->y[view->unit], high = low;
        for (size_t r = 1; r < rows; r++) {
            double y = (double)data->y[r * width + view->unit];
            if (y < low) low = y;
            if (y > high) high = y;
        }
        scale[0] = low < high ? low : low - 1;
        scale[1] = low < high ? high : low + 1;
    } else if (!data->classes) {
        scale[0] = (double)source->target[0];
        scale[1] = (double)source->target[1];
    }
}

slm_status slm_trainer_map(slm_trainer *t, const slm_map_request *q, const uint32_t *colours,
                           int colour_count, float *values, uint8_t *rgba, double *scale) {
    if (!t) return SLM_E_NULL;
    slm_status s = slm_trainer_ensure(t);
    if (s) return s;
    if (!q || (rgba && !colours))
        return slm_fail_null(&t->slm->error, "map", q ? "the palette" : "the request");
    map_view view = {0};
    if ((s = slm_trainer_has_view(t, &slm_view_map))) return s;
    const slm_task_graph *g = &slm_points_of(t)->predict;
    if ((s = check_request(t, q)) || (s = find_view(t, q, &view))) return s;
    if (rgba && colour_count != (view.classes ? (int)view.columns : 3))
        return slm_trainer_fail(t, "the count of colours", colour_count,
                                view.classes ? "one for each class" : "3: low, middle, high");
    size_t cells = q->width * q->height;
    if (!values) {
        if ((s = SLM_GROW(t->slm, t->map, t->map_room, cells, "map"))) return s;
        values = t->map;
    }
    for (size_t first = 0; first < cells; first += g->rows) {
        size_t count = cells - first < g->rows ? cells - first : g->rows;
        fill_points(t, q, first, count);
        if ((s = slm_trainer_replay(t, g->prediction))) return s;
        read_cells(&view, q, first, count, colours, values, rgba);
    }
    double ends[2];
    find_scale(t, q, &view, values, ends);
    if (scale) memcpy(scale, ends, sizeof ends);
    if (rgba && !view.classes) slm_paint_values(rgba, values, cells, ends, colours, q->discrete);
    return SLM_OK;
}
