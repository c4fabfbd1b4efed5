/* The configuration describes itself: keys, data and scenarios as JSON. */
#include "training/config.h"
#include "training/optimizer.h"

static void text_field(slm_text *out, const char *key, const char *value) {
    slm_json_key(out, key);
    slm_json_string(out, value);
}

static void int_field(slm_text *out, const char *key, size_t value) {
    slm_json_key(out, key);
    slm_json_int(out, (int64_t)value);
}

static void open_field(slm_text *out, const char *key, char bracket) {
    slm_json_key(out, key);
    slm_json_open(out, bracket);
}

/* Seeds go up to 2^53 - 1: all of their digits. */
static void bound_field(slm_text *out, const char *key, double value) {
    slm_json_key(out, key);
    if (value == (double)(int64_t)value)
        slm_json_int(out, (int64_t)value);
    else
        slm_json_real(out, value);
}

static void write_key(slm_text *out, const slm_key_spec *spec) {
    static const char *const kind[] = {"int", "real", "real", "choice", "choices", "widths"};
    static const char *const change[] = {"live", "graph", "reset"};
    slm_json_open(out, '{');
    text_field(out, "key", spec->key);
    text_field(out, "kind", kind[spec->kind]);
    text_field(out, "change", change[spec->change]);
    text_field(out, "default", spec->fallback);
    if (spec->choice) {
        open_field(out, "choices", '[');
        for (int i = 0; spec->choice(i); i++) slm_json_string(out, spec->choice(i));
        slm_json_close(out, ']');
    } else {
        bound_field(out, "low", spec->low);
        bound_field(out, "high", spec->high);
        slm_json_key(out, "open");
        slm_json_bool(out, spec->kind == SLM_KIND_BELOW);
    }
    if (spec->kind == SLM_KIND_CHOICES || spec->kind == SLM_KIND_WIDTHS)
        int_field(out, "most", SLM_MLP_HIDDEN);
    text_field(out, "says", spec->says);
    slm_json_close(out, '}');
}

static void range_field(slm_text *out, const char *key, const float *values, size_t count) {
    open_field(out, key, '[');
    for (size_t i = 0; i < count; i++) slm_json_real(out, (double)values[i]);
    slm_json_close(out, ']');
}

static void write_source(slm_text *out, const slm_source *source) {
    slm_json_open(out, '{');
    text_field(out, "name", source->name);
    text_field(out, "says", source->says);
    int_field(out, "inputs", source->inputs);
    int_field(out, "outputs", source->outputs);
    int_field(out, "classes", source->classes);
    text_field(out, "loss", slm_loss_name(source->loss));
    int_field(out, "rows", source->rows);
    range_field(out, "low", source->low, source->inputs);
    range_field(out, "high", source->high, source->inputs);
    range_field(out, "target", source->target, 2);
    slm_json_close(out, '}');
}

static void write_scenario(slm_text *out, const slm_scenario *scenario) {
    slm_json_open(out, '{');
    text_field(out, "name", scenario->name);
    text_field(out, "title", scenario->title);
    text_field(out, "says", scenario->says);
    open_field(out, "set", '{');
    for (int i = 0; scenario->set[i].key; i++)
        text_field(out, scenario->set[i].key, scenario->set[i].value);
    slm_json_close(out, '}');
    slm_json_close(out, '}');
}

static void write_update(slm_text *out, const slm_update_rule *update) {
    slm_json_open(out, '{');
    text_field(out, "rule", update->rule);
    text_field(out, "where", update->where);
    open_field(out, "moments", '[');
    for (int i = 0; i < SLM_MOMENTS && update->moments[i]; i++)
        slm_json_string(out, update->moments[i]);
    slm_json_close(out, ']');
    slm_json_close(out, '}');
}

static void write_names(slm_text *out, const char *key, const char *(*name)(int)) {
    open_field(out, key, '[');
    for (int i = 0; *name(i); i++) slm_json_string(out, name(i));
    slm_json_close(out, ']');
}

static const char *series(int i) { return slm_series_name((slm_series)i); }
static const char *statistic(int i) { return slm_statistic_name((slm_statistic)i); }
static const char *stop(int i) { return slm_stop_name((slm_stop)i); }

const char *slm_describe_config(slm_ctx *slm) {
    if (!slm) return NULL;
    slm_text *out = &slm->text;
    out->length = 0;
    out->truncated = false;
    slm_json_open(out, '{');
    open_field(out, "keys", '[');
    for (int i = 0; i < SLM_KEY_COUNT; i++) write_key(out, &slm_keys[i]);
    slm_json_close(out, ']');
    open_field(out, "data", '[');
    for (size_t i = 0; slm_source_at(i); i++) write_source(out, slm_source_at(i));
    slm_json_close(out, ']');
    open_field(out, "scenarios", '[');
    for (size_t i = 0; slm_scenario_at(i); i++) write_scenario(out, slm_scenario_at(i));
    slm_json_close(out, ']');
    open_field(out, "updates", '[');
    for (int i = 0; i < SLM_OPTIMIZER_COUNT; i++) write_update(out, &slm_update_rules[i]);
    slm_json_close(out, ']');
    write_names(out, "series", series);
    write_names(out, "statistics", statistic);
    write_names(out, "stops", stop);
    slm_json_close(out, '}');
    if (!out->truncated) return out->data;
    slm_text_free(out);
    slm_out_of_memory(slm, "describe");
    return NULL;
}
