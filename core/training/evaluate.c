/* What a network makes of rows: predictions, test loss, the confusion of classes. */
#include "training/trainer.h"

#include <string.h>

bool slm_trainer_loads_labels(const slm_trainer *t) { return t->loss == SLM_LOSS_CROSS_ENTROPY; }

/* Several outputs for classes: 1 in the class's column. */
static void load_target(const slm_trainer *t, const slm_graph *g, size_t r, size_t row) {
    const slm_dataset *data = &t->data;
    if (g->y->index) {
        g->y->index[r] = data->label[row];
        return;
    }
    size_t width = g->y->shape.dim[1];
    slm_real *y = g->y->data + r * width;
    if (data->classes && width > 1)
        for (size_t j = 0; j < width; j++) y[j] = (size_t)data->label[row] == j;
    else
        memcpy(y, data->y + row * width, width * sizeof *y);
}

void slm_graph_load_row(const slm_trainer *t, const slm_graph *g, size_t r, size_t row) {
    size_t inputs = t->data.inputs;
    memcpy(g->x->data + r * inputs, t->data.x + row * inputs, inputs * sizeof(slm_real));
    if (g->y) load_target(t, g, r, row);
}

void slm_graph_loaded(slm_trainer *t, const slm_graph *g) {
    g->x->stamp = ++t->slm->clock;
    if (g->y) g->y->stamp = t->slm->clock;
}

slm_status slm_graph_replay(slm_trainer *t, slm_tensor *root) {
    return slm_order_forward(t->slm, root->order);
}

/* --- Confusion --- */

static size_t likeliest(const slm_real *p, size_t columns) {
    size_t best = 0;
    for (size_t j = 1; j < columns; j++)
        if (p[j] > p[best]) best = j;
    return best;
}

static size_t class_of(const slm_real *p, size_t columns) {
    return columns == 1 ? p[0] >= SLM_REAL(0.5) : likeliest(p, columns);
}

/* Counts rows first to first + count - 1; confusion may be NULL. */
static slm_status count_rows(slm_trainer *t, size_t first, size_t count, uint32_t *confusion,
                             size_t *correct) {
    const slm_graph *g = &t->predict;
    size_t classes = t->data.classes, columns = g->prediction->shape.dim[1];
    *correct = 0;
    if (confusion) memset(confusion, 0, classes * classes * sizeof *confusion);
    for (size_t done = 0; done < count; done += g->rows) {
        size_t rows = count - done < g->rows ? count - done : g->rows;
        for (size_t r = 0; r < rows; r++) slm_graph_load_row(t, g, r, first + done + r);
        slm_graph_loaded(t, g);
        slm_status s = slm_graph_replay(t, g->prediction);
        if (s) return s;
        for (size_t r = 0; r < rows; r++) {
            size_t truth = (size_t)t->data.label[first + done + r];
            size_t guess = class_of(g->prediction->data + r * columns, columns);
            *correct += truth == guess;
            if (confusion) confusion[truth * classes + guess]++;
        }
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
    if (!t->data.classes)
        return SLM_FAIL(&t->slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "confusion"),
                        SLM_TEXT("what", "a run on numbers to predict"),
                        SLM_TEXT("rule", "only classes can be confused"));
    *total = test ? t->data.test : t->data.train;
    return count_rows(t, test ? t->data.train : 0, *total, confusion, correct);
}

/* --- Test loss --- */

static slm_status add_losses(slm_trainer *t, const slm_graph *g, size_t *row, size_t end,
                             double *sum) {
    for (; g->rows && *row + g->rows <= end; *row += g->rows) {
        for (size_t r = 0; r < g->rows; r++) slm_graph_load_row(t, g, r, *row + r);
        slm_graph_loaded(t, g);
        slm_status s = slm_graph_replay(t, g->loss);
        if (s) return s;
        *sum += (double)g->loss->data[0] * (double)g->rows;
    }
    return SLM_OK;
}

static slm_status test_loss(slm_trainer *t, double *loss) {
    size_t row = t->data.train, end = t->data.train + t->data.test;
    double sum = 0;
    slm_status s = add_losses(t, &t->test, &row, end, &sum);
    if (!s) s = add_losses(t, &t->rest, &row, end, &sum);
    *loss = sum / (double)t->data.test;
    return s;
}

static slm_status accuracy(slm_trainer *t, size_t first, size_t count, double *share) {
    size_t correct;
    slm_status s = count_rows(t, first, count, NULL, &correct);
    *share = (double)correct / (double)count;
    return s;
}

slm_status slm_trainer_evaluate(slm_trainer *t) {
    double value[SLM_TEST_COLUMNS] = {(double)NAN, (double)NAN, (double)NAN};
    const slm_dataset *data = &t->data;
    slm_status s = SLM_OK;
    if (data->test) s = test_loss(t, &value[SLM_COLUMN_TEST_LOSS]);
    if (!s && data->classes && data->test)
        s = accuracy(t, data->train, data->test, &value[SLM_COLUMN_TEST_ACCURACY]);
    if (!s && data->classes) s = accuracy(t, 0, data->train, &value[SLM_COLUMN_TRAIN_ACCURACY]);
    if (s) return s;
    memcpy(t->tested, value, sizeof value);
    t->tested_step = t->step;
    void (*keep)(slm_track *, uint64_t, const double *) =
        t->test_overdue ? slm_track_show : slm_track_push;
    if (data->test || data->classes) keep(&t->tests, t->step, value);
    t->test_overdue = false;
    return SLM_OK;
}

/* --- Predictions --- */

size_t slm_trainer_outputs(const slm_trainer *t) {
    if (!t || !t->ready) return 0;
    return t->variable ? 1 : t->mlp.options.outputs;
}

slm_status slm_trainer_predict(slm_trainer *t, const slm_real *x, size_t count, slm_real *out) {
    if (!t) return SLM_E_NULL;
    slm_status s = slm_trainer_ensure(t);
    if (s) return s;
    if (count && (!x || !out)) return slm_fail_null(&t->slm->error, "predict", x ? "out" : "x");
    const slm_graph *g = &t->predict;
    size_t inputs = t->data.inputs, outputs = slm_trainer_outputs(t);
    for (size_t done = 0; done < count; done += g->rows) {
        size_t rows = count - done < g->rows ? count - done : g->rows;
        memcpy(g->x->data, x + done * inputs, rows * inputs * sizeof *x);
        slm_graph_loaded(t, g);
        if ((s = slm_graph_replay(t, g->prediction))) return s;
        memcpy(out + done * outputs, g->prediction->data, rows * outputs * sizeof *out);
    }
    return SLM_OK;
}

slm_tensor *slm_trainer_probe(slm_trainer *t, const slm_real *x, size_t inputs) {
    if (!t || slm_trainer_ensure(t)) return NULL;
    const slm_graph *g = &t->probe;
    const slm_shape point = {1, {t->data.inputs}};
    if (!x || inputs != t->data.inputs) {
        SLM_FAIL(&t->slm->error, SLM_E_LENGTH, SLM_TEXT("op", "probe"),
                 SLM_UINT("count", x ? inputs : 0), SLM_TEXT("what", "a point"),
                 SLM_DIMS("shape", &point), SLM_UINT("need", t->data.inputs));
        return NULL;
    }
    memcpy(g->x->data, x, inputs * sizeof *x);
    slm_graph_loaded(t, g);
    return slm_graph_replay(t, g->output) ? NULL : g->output;
}
