#include "trainer/internal.h"

#include <string.h>

slm_trainer *slm_trainer_create(const slm_allocator *allocator) {
    slm_ctx *slm = slm_create(allocator);
    slm_trainer *t = slm ? slm_memory_alloc(&slm->memory, sizeof *t) : NULL;
    if (!t) {
        slm_destroy(slm);
        return NULL;
    }
    *t = (slm_trainer){.slm = slm};
    slm_arena_init(&t->point_memory, &slm->memory);
    slm_arena_init(&t->data_memory, &slm->memory);
    slm_config_defaults(&t->wanted);
    return t;
}

void slm_trainer_destroy(slm_trainer *t) {
    if (!t) return;
    slm_ctx *slm = t->slm;
    slm_arena_free(&t->point_memory);
    slm_arena_free(&t->data_memory);
    slm_memory_free(&slm->memory, t->map, t->map_room * sizeof *t->map);
    slm_memory_free(&slm->memory, t, sizeof *t);
    slm_destroy(slm);
}

slm_ctx *slm_trainer_context(slm_trainer *t) { return t ? t->slm : NULL; }

slm_status slm_trainer_fail(const slm_trainer *t, const char *key, double value, const char *rule) {
    return slm_fail_value(&t->slm->error, "trainer", key, value, rule);
}

/* --- Configuration --- */

static slm_status null_argument(const slm_trainer *t, const char *what) {
    return slm_fail_null(&t->slm->error, "config", what);
}

static slm_status find_key(const slm_trainer *t, const char *name, slm_key *key) {
    if (!name) return null_argument(t, "the key");
    int found = slm_key_named(name);
    if (found < 0) return SLM_FAIL(&t->slm->error, SLM_E_KEY_UNKNOWN, SLM_TEXT("key", name));
    *key = (slm_key)found;
    return SLM_OK;
}

/* A key that needs no reset reaches the run at once, if the run can have it: a list of activations
 * for other layers than it has waits with them. */
static void apply(slm_trainer *t, slm_key key) {
    slm_change change = slm_keys[key].change;
    if (!t->ready || change == SLM_CHANGE_RESET) return;
    slm_config candidate = t->running;
    candidate.value[key] = t->wanted.value[key];
    if (slm_config_check(&candidate, &t->data, NULL)) return;
    bool same = slm_setting_equal(&t->running.value[key], &candidate.value[key]);
    t->running = candidate;
    if (same) return;
    if (change == SLM_CHANGE_GRAPH) {
        t->recorded = t->prepared = t->loaded = false;
        return;
    }
    slm_optimizer_options options = slm_config_optimizer(&t->running);
    slm_optimizer_set(t->slm, t->optimizer, &options);
}

slm_status slm_trainer_set(slm_trainer *t, const char *name, const char *value) {
    if (!t) return SLM_E_NULL;
    slm_key key = SLM_KEY_DATA;
    slm_status s = find_key(t, name, &key);
    if (s) return s;
    if (!value) return null_argument(t, "the value");
    s = slm_config_parse(key, value, &t->wanted.value[key], &t->slm->error);
    if (!s) apply(t, key);
    return s;
}

const char *slm_trainer_get(slm_trainer *t, const char *name) {
    slm_key key = SLM_KEY_DATA;
    if (!t || find_key(t, name, &key)) return NULL;
    slm_text out = slm_text_fixed(t->text, sizeof t->text);
    slm_config_write(key, &t->wanted.value[key], &out);
    return t->text;
}

slm_status slm_trainer_scenario(slm_trainer *t, const char *name) {
    if (!t) return SLM_E_NULL;
    if (!name) return null_argument(t, "the scenario");
    slm_status s = slm_config_scenario(&t->wanted, name, &t->slm->error);
    for (int key = 0; !s && key < SLM_KEY_COUNT; key++) apply(t, (slm_key)key);
    return s;
}

bool slm_trainer_needs_reset(const slm_trainer *t) {
    if (!t || !t->ready) return true;
    for (int i = 0; i < SLM_KEY_COUNT; i++)
        if (!slm_setting_equal(&t->wanted.value[i], &t->running.value[i])) return true;
    return slm_config_source(&t->running) == &slm_source_own && !slm_trainer_goes_on(t, &t->points);
}

/* --- Own points --- */

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
    if (!x || (classes ? !label : !y)) return null_argument(t, !x ? "x" : classes ? "label" : "y");
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
    s = slm_trainer_replace_points(t, &memory, &rows.data);
    if (s) slm_arena_free(&memory);
    return s;
}

/* --- What there is --- */

bool slm_trainer_ready(const slm_trainer *t) { return t && t->ready; }

slm_tensor *slm_trainer_loss(slm_trainer *t) {
    return t && !slm_trainer_ensure(t) ? t->train.loss : NULL;
}
slm_tensor *slm_trainer_x(slm_trainer *t) {
    return t && !slm_trainer_ensure(t) ? t->train.x : NULL;
}
slm_tensor *slm_trainer_y(slm_trainer *t) {
    return t && !slm_trainer_ensure(t) ? t->train.y : NULL;
}
slm_tensor *slm_trainer_output(slm_trainer *t) {
    return t && !slm_trainer_ensure(t) ? t->train.output : NULL;
}

uint64_t slm_trainer_graph(const slm_trainer *t) { return t ? t->recordings : 0; }

const slm_dataset *slm_trainer_data(const slm_trainer *t) {
    return t && t->ready ? &t->data : NULL;
}

int slm_trainer_layers(const slm_trainer *t) { return t && t->ready ? t->layers : 0; }

const char *slm_trainer_layer_name(const slm_trainer *t, int layer) {
    return layer >= 0 && layer < slm_trainer_layers(t) ? t->layer[layer].name : NULL;
}

static slm_status find_parameter(const slm_trainer *t, const slm_tensor *parameter, size_t *place) {
    const slm_ctx *slm = t->slm;
    for (*place = 0; *place < slm->parameters; ++*place)
        if (slm->parameter[*place] == parameter) return SLM_OK;
    return SLM_FAIL(&t->slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "moments"),
                    SLM_TEXT("what", "the tensor"), SLM_TEXT("rule", "it must be a parameter"));
}

slm_status slm_trainer_moments(slm_trainer *t, const slm_tensor *parameter,
                               slm_parameter_moments *moments) {
    if (!t) return SLM_E_NULL;
    slm_status s = slm_trainer_ensure(t);
    if (!s) s = slm_check_tensor(t->slm, parameter, "moments", "the parameter");
    if (s) return s;
    if (!moments) return slm_fail_null(&t->slm->error, "moments", "where the moments go");
    size_t place;
    s = find_parameter(t, parameter, &place);
    if (!s) slm_optimizer_moments(t->optimizer, place, moments);
    return s;
}

/* --- History --- */

static const struct {
    const char *name;
    bool layered;
} series_table[] = {
#define SLM_X(code, name, layered) {name, layered},
    SLM_SERIES
#undef SLM_X
};

const char *slm_series_name(slm_series series) {
    return (unsigned)series < SLM_SERIES_COUNT ? series_table[series].name : "";
}

slm_status slm_trainer_history(slm_trainer *t, slm_series series, int row, slm_history *history) {
    if (!t) return SLM_E_NULL;
    if (!history) return null_argument(t, "where the history goes");
    if ((unsigned)series >= SLM_SERIES_COUNT)
        return slm_trainer_fail(t, "the series", (double)series, "one of slm_series");
    int rows = series_table[series].layered && t->ready ? t->layers + (int)t->parameters : 0;
    if (row < SLM_EVERY_LAYER || row >= rows)
        return slm_trainer_fail(t, "the row", row,
                                "-1, or a layer or parameter of a layered series");
    *history = (slm_history){0};
    if (!t->ready) return SLM_OK;
    bool of_test = series >= SLM_SERIES_TEST_LOSS;
    const slm_track *track = of_test ? &t->tests : &t->steps;
    size_t column = of_test ? (size_t)(series - SLM_SERIES_TEST_LOSS) : (size_t)series;
    if (row >= 0) column += SLM_COLUMN_ROWS - SLM_COLUMN_NORM + 2 * (size_t)row;
    *history = (slm_history){track->count, track->step, slm_track_column(track, column)};
    return SLM_OK;
}

slm_status slm_trainer_progress(const slm_trainer *t, slm_progress *progress) {
    if (!t) return SLM_E_NULL;
    if (!progress) return null_argument(t, "where the progress goes");
    *progress = (slm_progress){.loss = (double)NAN,
                               .gradient_norm = (double)NAN,
                               .test_loss = (double)NAN,
                               .test_accuracy = (double)NAN,
                               .train_accuracy = (double)NAN};
    if (!t->ready) return SLM_OK;
    *progress = (slm_progress){.step = t->step,
                               .epoch = t->sampler.position / t->sampler.rows,
                               .epochs = (double)t->sampler.position / (double)t->sampler.rows,
                               .loss = t->step_loss,
                               .gradient_norm = t->norm,
                               .tested_step = t->tested_step,
                               .test_loss = t->tested[SLM_COLUMN_TEST_LOSS],
                               .test_accuracy = t->tested[SLM_COLUMN_TEST_ACCURACY],
                               .train_accuracy = t->tested[SLM_COLUMN_TRAIN_ACCURACY]};
    return SLM_OK;
}
