/* Points of the caller's, for data = own. */
#include "trainer/points.h"

static slm_status check_numbers(const slm_trainer *t, const slm_real *x, size_t n,
                                const char *key) {
    for (size_t i = 0; i < n; i++)
        if (!(x[i] - x[i] == 0)) return slm_trainer_fail(t, key, (double)x[i], "finite");
    return SLM_OK;
}

static slm_status check_points(const slm_trainer *t, size_t count, size_t inputs, size_t outputs,
                               size_t classes, const slm_real *x, const slm_real *y,
                               const int32_t *label, const unsigned char *test) {
    if (count < 1 || count > SLM_DATA_ROWS)
        return slm_trainer_fail(t, "the count of points", (double)count, "1 to 2000");
    if (inputs < 1 || inputs > SLM_DATA_INPUTS)
        return slm_trainer_fail(t, "the count of inputs", (double)inputs, "1 to 16");
    if (classes == 1 || classes > SLM_DATA_CLASSES)
        return slm_trainer_fail(t, "the count of classes", (double)classes, "0, or 2 to 8");
    size_t most = classes ? 1 : SLM_DATA_OUTPUTS;
    if (outputs < 1 || outputs > most)
        return slm_trainer_fail(t, "the count of outputs", (double)outputs,
                                classes ? "1 for classes" : "1 to 16");
    if (!x || (classes ? !label : !y))
        return slm_trainer_null(t, !x ? "x" : classes ? "label" : "y");
    slm_status s = check_numbers(t, x, count * inputs, "an input");
    if (!s && !classes) s = check_numbers(t, y, count * outputs, "a target");
    for (size_t i = 0; !s && classes && i < count; i++)
        if (label[i] < 0 || (size_t)label[i] >= classes)
            s = SLM_FAIL(&t->slm->error, SLM_E_INDEX, SLM_TEXT("op", "points"),
                         SLM_INT("index", label[i]), SLM_UINT("position", i),
                         SLM_INT("high", (int64_t)classes - 1));
    if (s) return s;
    size_t training = 0;
    for (size_t i = 0; i < count; i++) training += !test || !test[i];
    return training ? SLM_OK : slm_trainer_fail(t, "the count of training points", 0, "1 or more");
}

/* Training rows first, in the given order, then the test rows. */
static void copy_points(slm_rows *rows, size_t count, const slm_real *x, const slm_real *y,
                        const int32_t *label, const unsigned char *test) {
    slm_dataset *data = &rows->data;
    size_t to = 0;
    for (int part = 0; part < 2; part++) {
        for (size_t i = 0; i < count; i++) {
            if ((test && test[i]) != (part == 1)) continue;
            for (size_t j = 0; j < data->inputs; j++)
                rows->x[to * data->inputs + j] = x[i * data->inputs + j];
            for (size_t j = 0; j < data->outputs; j++)
                rows->y[to * data->outputs + j] =
                    label ? (slm_real)label[i] : y[i * data->outputs + j];
            if (rows->label) rows->label[to] = label[i];
            to++;
        }
        if (part == 0) data->train = to;
    }
    data->test = count - data->train;
}

slm_status slm_trainer_points(slm_trainer *t, size_t count, size_t inputs, size_t outputs,
                              size_t classes, const slm_real *x, const slm_real *y,
                              const int32_t *label, const unsigned char *test) {
    if (!t) return SLM_E_NULL;
    slm_status s = check_points(t, count, inputs, outputs, classes, x, y, label, test);
    if (s) return s;
    slm_arena memory;
    slm_arena_init(&memory, &t->slm->memory);
    slm_rows rows;
    if (!slm_rows_alloc(&memory, &rows, count, inputs, outputs, classes)) {
        slm_arena_free(&memory);
        return slm_out_of_memory(t->slm, "points");
    }
    copy_points(&rows, count, x, y, classes ? label : NULL, test);
    s = slm_points_replace(t, &memory, &rows.data);
    if (s) slm_arena_free(&memory);
    return s;
}
