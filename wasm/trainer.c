/* A trainer: configuration, steps, what it has learned. Its handle is also that of its context. */
#include "bridge.h"

SLM_EXPORT(const char *, describe_config, uint32_t context) {
    return slm_describe_config(slm_context_of(context));
}
SLM_EXPORT(const char *, series_name, int i) { return slm_series_name((slm_series)i); }
SLM_EXPORT(const char *, stop_name, int i) { return slm_stop_name((slm_stop)i); }

SLM_EXPORT(void, trainer_set, uint32_t trainer, const char *key, const char *value) {
    slm_trainer_set(slm_trainer_of(trainer), key, value);
}
SLM_EXPORT(const char *, trainer_get, uint32_t trainer, const char *key) {
    return slm_trainer_get(slm_trainer_of(trainer), key);
}
SLM_EXPORT(void, trainer_scenario, uint32_t trainer, const char *name) {
    slm_trainer_scenario(slm_trainer_of(trainer), name);
}
SLM_EXPORT(int, trainer_needs_reset, uint32_t trainer) {
    return slm_trainer_needs_reset(slm_trainer_of(trainer));
}
/* What was made in the context ends with a reset, unless that is refused before. */
SLM_EXPORT(void, trainer_reset, uint32_t trainer) {
    slm_trainer *t = slm_trainer_of(trainer);
    const uint64_t before = slm_trainer_recording(t);
    slm_trainer_reset(t);
    if (slm_trainer_recording(t) != before) slm_handle_free_owned(trainer);
}
SLM_EXPORT(int, trainer_ready, uint32_t trainer) {
    return slm_trainer_ready(slm_trainer_of(trainer));
}
SLM_EXPORT(void, trainer_points, uint32_t trainer, size_t count, size_t inputs, size_t outputs,
           size_t classes, const slm_real *x, const slm_real *y, const int32_t *label,
           const unsigned char *test) {
    slm_trainer_points(slm_trainer_of(trainer), count, inputs, outputs, classes, x, y, label, test);
}

SLM_EXPORT(uint32_t, trainer_loss, uint32_t trainer) {
    return slm_id(slm_trainer_loss(slm_trainer_of(trainer)));
}
SLM_EXPORT(uint32_t, trainer_x, uint32_t trainer) {
    return slm_id(slm_trainer_x(slm_trainer_of(trainer)));
}
SLM_EXPORT(uint32_t, trainer_y, uint32_t trainer) {
    return slm_id(slm_trainer_y(slm_trainer_of(trainer)));
}
SLM_EXPORT(uint32_t, trainer_output, uint32_t trainer) {
    return slm_id(slm_trainer_output(slm_trainer_of(trainer)));
}
SLM_EXPORT(double, trainer_recording, uint32_t trainer) {
    return (double)slm_trainer_recording(slm_trainer_of(trainer));
}

/* train, test, inputs, outputs, classes, then the addresses of x, y and label; 0: no run. */
SLM_EXPORT(const uint32_t *, trainer_data, uint32_t trainer) {
    static uint32_t words[8];
    const slm_dataset *data = slm_trainer_data(slm_trainer_of(trainer));
    if (!data) return NULL;
    words[0] = data->train;
    words[1] = data->test;
    words[2] = data->inputs;
    words[3] = data->outputs;
    words[4] = data->classes;
    words[5] = slm_address(data->x);
    words[6] = slm_address(data->y);
    words[7] = slm_address(data->label);
    return words;
}

/* done, stop, bad_node, bad_gradient */
static const double *result_of(const slm_train_result *result) {
    static double out[4];
    out[0] = (double)result->done;
    out[1] = result->stop;
    out[2] = result->bad_node;
    out[3] = result->bad_gradient;
    return out;
}

/* `steps` is a whole number from 0 to 2^53. */
SLM_EXPORT(const double *, trainer_train, uint32_t trainer, double steps) {
    slm_train_result result = {0};
    slm_trainer_train(slm_trainer_of(trainer), (uint64_t)steps, &result);
    return result_of(&result);
}
SLM_EXPORT(void, trainer_prepare, uint32_t trainer) {
    slm_trainer_prepare(slm_trainer_of(trainer));
}
SLM_EXPORT(const double *, trainer_update, uint32_t trainer) {
    slm_train_result result = {0};
    slm_trainer_update(slm_trainer_of(trainer), &result);
    return result_of(&result);
}

/* In the order of slm_progress. */
SLM_EXPORT(const double *, trainer_progress, uint32_t trainer) {
    static double out[9];
    slm_progress p = {0};
    slm_trainer_progress(slm_trainer_of(trainer), &p);
    out[0] = (double)p.step;
    out[1] = (double)p.epoch;
    out[2] = p.epochs;
    out[3] = p.loss;
    out[4] = p.gradient_norm;
    out[5] = (double)p.tested_step;
    out[6] = p.test_loss;
    out[7] = p.test_accuracy;
    out[8] = p.train_accuracy;
    return out;
}

/* count, then the addresses of steps and values. */
SLM_EXPORT(const uint32_t *, trainer_history, uint32_t trainer, int series, int layer) {
    static uint32_t words[3];
    slm_history history = {0};
    slm_trainer_history(slm_trainer_of(trainer), (slm_series)series, layer, &history);
    words[0] = history.count;
    words[1] = slm_address(history.step);
    words[2] = slm_address(history.value);
    return words;
}
/* t, then the addresses of the moments. */
SLM_EXPORT(const double *, trainer_moments, uint32_t trainer, uint32_t parameter) {
    static double out[1 + SLM_MOMENTS];
    slm_parameter_moments moments = {0};
    slm_ctx *slm = slm_context_of(trainer);
    slm_trainer_moments(slm_trainer_of(trainer), slm_tensor_of(slm, parameter), &moments);
    out[0] = (double)moments.t;
    for (int i = 0; i < SLM_MOMENTS; i++) out[1 + i] = slm_address(moments.moment[i]);
    return out;
}
SLM_EXPORT(int, trainer_layers, uint32_t trainer) {
    return slm_trainer_layers(slm_trainer_of(trainer));
}
SLM_EXPORT(const char *, trainer_layer_name, uint32_t trainer, int layer) {
    return slm_trainer_layer_name(slm_trainer_of(trainer), layer);
}

SLM_EXPORT(size_t, trainer_outputs, uint32_t trainer) {
    return slm_trainer_outputs(slm_trainer_of(trainer));
}
SLM_EXPORT(void, trainer_predict, uint32_t trainer, const slm_real *x, size_t count,
           slm_real *out) {
    slm_trainer_predict(slm_trainer_of(trainer), x, count, out);
}

/* `region` holds x0, x1, y0, y1; `scale` gets two doubles; values or rgba may be 0. */
SLM_EXPORT(void, trainer_map, uint32_t trainer, const double *region, size_t width, size_t height,
           int layer, int unit, int discrete, const uint32_t *colours, int colour_count,
           float *values, uint8_t *rgba, double *scale) {
    slm_map_request request = {.x0 = region[0],
                               .x1 = region[1],
                               .y0 = region[2],
                               .y1 = region[3],
                               .width = width,
                               .height = height,
                               .layer = layer,
                               .unit = unit,
                               .discrete = discrete != 0};
    slm_trainer_map(slm_trainer_of(trainer), &request, colours, colour_count, values, rgba, scale);
}
SLM_EXPORT(uint32_t, trainer_probe, uint32_t trainer, const slm_real *x, size_t inputs) {
    return slm_id(slm_trainer_probe(slm_trainer_of(trainer), x, inputs));
}

/* `confusion` has room for the classes squared, `totals` for correct and total. */
SLM_EXPORT(void, trainer_confusion, uint32_t trainer, int test, uint32_t *confusion,
           size_t *totals) {
    slm_trainer_confusion(slm_trainer_of(trainer), test != 0, confusion, &totals[0], &totals[1]);
}

SLM_EXPORT(const unsigned char *, trainer_save, uint32_t trainer) {
    return slm_trainer_save(slm_trainer_of(trainer), &slm_js_saved) ? NULL : slm_js_saved.data;
}
SLM_EXPORT(void, trainer_restore, uint32_t trainer, const unsigned char *data, size_t length) {
    slm_trainer_restore(slm_trainer_of(trainer), data, length);
}
