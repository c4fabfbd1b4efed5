/* What a network makes of rows: predictions, test loss, the confusion of classes. */
#include "trainer/internal.h"

#include <string.h>

bool slm_trainer_loads_labels(const slm_trainer *t) { return t->loss == SLM_LOSS_CROSS_ENTROPY; }

/* Several outputs for classes: 1 in the class's column. Rows are short: a call of memcpy is not. */
void slm_graph_load(const slm_trainer *t, const slm_graph *g, size_t at, size_t count,
                    const uint32_t *order, size_t first) {
    const slm_dataset *data = &t->data;
    const size_t inputs = data->inputs, width = g->y && g->y->data ? g->y->shape.dim[1] : 0;
    const bool one_hot = data->classes && width > 1;
    slm_real *x = g->x->data + at * inputs, *y = width ? g->y->data + at * width : NULL;
    int32_t *label = g->y && g->y->index ? g->y->index + at : NULL;
    for (size_t r = 0; r < count; r++) {
        const size_t row = order ? order[r] : first + r;
        for (size_t j = 0; j < inputs; j++) *x++ = data->x[row * inputs + j];
        for (size_t j = 0; j < width; j++)
            *y++ = one_hot ? (size_t)data->label[row] == j : data->y[row * width + j];
        if (label) label[r] = data->label[row];
    }
}

void slm_graph_loaded(slm_trainer *t, const slm_graph *g) {
    g->x->stamp = ++t->slm->clock;
    if (g->y) g->y->stamp = t->slm->clock;
}

slm_status slm_graph_replay(slm_trainer *t, slm_tensor *root) {
    return slm_order_forward(t->slm, root->order);
}

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

static void load_rows(slm_trainer *t, const slm_graph *g, size_t first, size_t rows) {
    slm_graph_load(t, g, 0, rows, NULL, first);
    slm_graph_loaded(t, g);
}

/* Of what a graph has predicted for rows from `first` on; confusion may be NULL. Returns how many
 * are right. */
static size_t count_predicted(const slm_trainer *t, const slm_graph *g, size_t first, size_t rows,
                              uint32_t *confusion) {
    size_t correct = 0, columns = g->prediction->shape.dim[1];
    for (size_t r = 0; r < rows; r++) {
        size_t truth = (size_t)t->data.label[first + r];
        size_t guess = class_of(g->prediction->data + r * columns, columns);
        correct += truth == guess;
        if (confusion) confusion[truth * t->data.classes + guess]++;
    }
    return correct;
}

/* Counts rows first to first + count - 1; confusion may be NULL. */
static slm_status count_rows(slm_trainer *t, size_t first, size_t count, uint32_t *confusion,
                             size_t *correct) {
    const slm_graph *g = &t->predict;
    size_t classes = t->data.classes;
    *correct = 0;
    if (confusion) memset(confusion, 0, classes * classes * sizeof *confusion);
    for (size_t done = 0; done < count; done += g->rows) {
        size_t rows = count - done < g->rows ? count - done : g->rows;
        load_rows(t, g, first + done, rows);
        slm_status s = slm_graph_replay(t, g->prediction);
        if (s) return s;
        *correct += count_predicted(t, g, first + done, rows, confusion);
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

/* What the test rows give, summed. */
typedef struct {
    double loss;
    size_t correct;
} test_sums;

/* Rows from *row on, as long as there are enough for the whole graph. */
static slm_status test_rows(slm_trainer *t, const slm_graph *g, size_t *row, test_sums *sums) {
    const size_t end = t->data.train + t->data.test;
    for (; g->rows && *row + g->rows <= end; *row += g->rows) {
        load_rows(t, g, *row, g->rows);
        slm_status s = slm_graph_replay(t, g->loss);
        /* Its input has just been computed. */
        if (!s && g->prediction != g->output) s = slm_node_forward(t->slm, g->prediction->node);
        if (s) return s;
        sums->loss += (double)g->loss->data[0] * (double)g->rows;
        if (t->data.classes) sums->correct += count_predicted(t, g, *row, g->rows, NULL);
    }
    return SLM_OK;
}

slm_status slm_trainer_evaluate(slm_trainer *t) {
    double value[SLM_TEST_COLUMNS] = {(double)NAN, (double)NAN, (double)NAN};
    const slm_dataset *data = &t->data;
    test_sums sums = {0};
    size_t row = data->train, correct = 0;
    slm_status s = test_rows(t, &t->test, &row, &sums);
    if (!s) s = test_rows(t, &t->rest, &row, &sums);
    if (!s && data->classes) s = count_rows(t, 0, data->train, NULL, &correct);
    if (s) return s;
    const double test = (double)data->test;
    if (data->test) value[SLM_COLUMN_TEST_LOSS] = sums.loss / test;
    if (data->test && data->classes) value[SLM_COLUMN_TEST_ACCURACY] = (double)sums.correct / test;
    if (data->classes) value[SLM_COLUMN_TRAIN_ACCURACY] = (double)correct / (double)data->train;
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
