/* What a model makes of rows: predictions, the probe, the confusion of classes. */
#include "trainer/points.h"

#include <string.h>

const slm_view slm_view_probe = {
    "probe",
    "One point runs through a copy of the graph, so that each of its numbers can be seen."};
const slm_view slm_view_confusion = {"confusion",
                                     "How often each class is predicted for rows of each class."};

/* --- Confusion --- */

size_t slm_likeliest(const slm_real *p, size_t columns) {
    size_t best = 0;
    for (size_t j = 1; j < columns; j++)
        if (p[j] > p[best]) best = j;
    return best;
}

static size_t class_of(const slm_real *p, size_t columns) {
    return columns == 1 ? p[0] >= SLM_REAL(0.5) : slm_likeliest(p, columns);
}

size_t slm_points_right(const slm_points *points, const slm_task_graph *g, size_t first,
                        size_t count, uint32_t *confusion) {
    size_t correct = 0, columns = g->prediction->shape.dim[1];
    for (size_t r = 0; r < count; r++) {
        size_t truth = (size_t)points->data.label[first + r];
        size_t guess = class_of(g->prediction->data + r * columns, columns);
        correct += truth == guess;
        if (confusion) confusion[truth * points->data.classes + guess]++;
    }
    return correct;
}

slm_status slm_points_count(slm_trainer *t, size_t first, size_t count, uint32_t *confusion,
                            size_t *correct) {
    const slm_points *points = t->state;
    const slm_task_graph *g = &points->predict;
    size_t classes = points->data.classes;
    *correct = 0;
    if (confusion) memset(confusion, 0, classes * classes * sizeof *confusion);
    for (size_t done = 0; done < count; done += g->rows) {
        size_t rows = count - done < g->rows ? count - done : g->rows;
        slm_points_load(t, g, first + done, rows);
        slm_points_loaded(t, g);
        slm_status s = slm_trainer_replay(t, g->prediction);
        if (s) return s;
        *correct += slm_points_right(points, g, first + done, rows, confusion);
    }
    return SLM_OK;
}

slm_status slm_trainer_confusion(slm_trainer *t, bool test, uint32_t *confusion, size_t *correct,
                                 size_t *total) {
    if (!t) return SLM_E_NULL;
    slm_status s = slm_trainer_ensure(t);
    if (s) return s;
    if (!confusion || !correct || !total)
        return slm_fail_null(&t->slm->error, "confusion", "where the counts go");
    if ((s = slm_trainer_has_view(t, &slm_view_confusion))) return s;
    const slm_dataset *data = &slm_points_of(t)->data;
    if (!data->classes)
        return SLM_FAIL(&t->slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "confusion"),
                        SLM_TEXT("what", "a run on numbers to predict"),
                        SLM_TEXT("rule", "only classes can be confused"));
    *total = test ? data->test : data->train;
    return slm_points_count(t, test ? data->train : 0, *total, confusion, correct);
}

/* --- Predictions --- */

size_t slm_trainer_outputs(const slm_trainer *t) {
    const slm_points *points = t ? slm_points_of(t) : NULL;
    return points ? points->outputs : 0;
}

slm_status slm_trainer_predict(slm_trainer *t, const slm_real *x, size_t count, slm_real *out) {
    if (!t) return SLM_E_NULL;
    slm_status s = slm_trainer_ensure(t);
    if (!s) s = slm_trainer_has_view(t, &slm_view_probe);
    if (s) return s;
    if (count && (!x || !out)) return slm_fail_null(&t->slm->error, "predict", x ? "out" : "x");
    const slm_points *points = slm_points_of(t);
    const slm_task_graph *g = &points->predict;
    size_t inputs = points->data.inputs, outputs = slm_trainer_outputs(t);
    for (size_t done = 0; done < count; done += g->rows) {
        size_t rows = count - done < g->rows ? count - done : g->rows;
        memcpy(g->x->data, x + done * inputs, rows * inputs * sizeof *x);
        slm_points_loaded(t, g);
        if ((s = slm_trainer_replay(t, g->prediction))) return s;
        memcpy(out + done * outputs, g->prediction->data, rows * outputs * sizeof *out);
    }
    return SLM_OK;
}

slm_tensor *slm_trainer_probe(slm_trainer *t, const slm_real *x, size_t inputs) {
    if (!t || slm_trainer_ensure(t) || slm_trainer_has_view(t, &slm_view_probe)) return NULL;
    const slm_points *points = slm_points_of(t);
    const slm_task_graph *g = &points->probe;
    const slm_shape point = {1, {points->data.inputs}};
    if (!x || inputs != points->data.inputs) {
        SLM_FAIL(&t->slm->error, SLM_E_LENGTH, SLM_TEXT("op", "probe"),
                 SLM_UINT("count", x ? inputs : 0), SLM_TEXT("what", "a point"),
                 SLM_DIMS("shape", &point), SLM_UINT("need", points->data.inputs));
        return NULL;
    }
    memcpy(g->x->data, x, inputs * sizeof *x);
    slm_points_loaded(t, g);
    return slm_trainer_replay(t, g->output) ? NULL : g->output;
}
