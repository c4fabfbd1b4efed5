/* The trainer describes itself: keys, tasks, data and scenarios as JSON. */
#include "trainer/task.h"

/* Seeds go up to 2^53 - 1: all of their digits. */
static void bound_field(slm_text *out, const char *key, double value) {
    if (value == (double)(int64_t)value)
        slm_json_int(out, key, (int64_t)value);
    else
        slm_json_real(out, key, value);
}

static void write_key(slm_text *out, const slm_key_spec *spec) {
    static const char *const kind[] = {"int", "real", "real", "choice", "choices", "widths"};
    static const char *const change[] = {"live", "graph", "reset"};
    slm_json_open(out, NULL, '{');
    slm_json_string(out, "key", spec->key);
    slm_json_string(out, "kind", kind[spec->kind]);
    slm_json_string(out, "change", change[spec->change]);
    slm_json_string(out, "default", spec->fallback);
    if (spec->choice) {
        slm_json_open(out, "choices", '[');
        for (int i = 0; spec->choice(i); i++) slm_json_string(out, NULL, spec->choice(i));
        slm_json_close(out, ']');
    } else {
        bound_field(out, "low", spec->low);
        bound_field(out, "high", spec->high);
        slm_json_bool(out, "open", spec->kind == SLM_KIND_BELOW);
    }
    if (spec->kind == SLM_KIND_CHOICES || spec->kind == SLM_KIND_WIDTHS)
        slm_json_int(out, "most", SLM_MLP_HIDDEN);
    slm_json_string(out, "says", spec->says);
    slm_json_close(out, '}');
}

static void range_field(slm_text *out, const char *key, const float *values, size_t count) {
    slm_json_open(out, key, '[');
    for (size_t i = 0; i < count; i++) slm_json_real(out, NULL, (double)values[i]);
    slm_json_close(out, ']');
}

static void write_source(slm_text *out, const slm_source *source) {
    slm_json_open(out, NULL, '{');
    slm_json_string(out, "name", source->name);
    slm_json_string(out, "task", source->task);
    slm_json_string(out, "says", source->says);
    slm_json_int(out, "inputs", (int64_t)source->inputs);
    slm_json_int(out, "outputs", (int64_t)source->outputs);
    slm_json_int(out, "classes", (int64_t)source->classes);
    slm_json_string(out, "loss", slm_loss_name(source->loss));
    slm_json_int(out, "rows", (int64_t)source->rows);
    range_field(out, "low", source->low, source->inputs);
    range_field(out, "high", source->high, source->inputs);
    range_field(out, "target", source->target, 2);
    slm_json_close(out, '}');
}

static void write_task(slm_text *out, const slm_task *task) {
    slm_json_open(out, NULL, '{');
    slm_json_string(out, "name", task->name);
    slm_json_string(out, "says", task->summary);
    slm_json_open(out, "views", '[');
    for (size_t i = 0; task->views[i]; i++) {
        slm_json_open(out, NULL, '{');
        slm_json_string(out, "name", task->views[i]->name);
        slm_json_string(out, "says", task->views[i]->summary);
        slm_json_close(out, '}');
    }
    slm_json_close(out, ']');
    slm_json_close(out, '}');
}

static void write_scenario(slm_text *out, const slm_scenario *scenario) {
    slm_json_open(out, NULL, '{');
    slm_json_string(out, "name", scenario->name);
    slm_json_string(out, "title", scenario->title);
    slm_json_string(out, "says", scenario->says);
    slm_json_open(out, "set", '{');
    for (int i = 0; scenario->set[i].key; i++)
        slm_json_string(out, scenario->set[i].key, scenario->set[i].value);
    slm_json_close(out, '}');
    slm_json_close(out, '}');
}

static void write_update(slm_text *out, const slm_update_rule *update) {
    slm_json_open(out, NULL, '{');
    slm_json_string(out, "rule", update->rule);
    slm_json_string(out, "where", update->where);
    slm_json_open(out, "moments", '[');
    for (int i = 0; i < SLM_MOMENTS && update->moments[i]; i++)
        slm_json_string(out, NULL, update->moments[i]);
    slm_json_close(out, ']');
    slm_json_close(out, '}');
}

static void write_names(slm_text *out, const char *key, const char *(*name)(int)) {
    slm_json_open(out, key, '[');
    for (int i = 0; *name(i); i++) slm_json_string(out, NULL, name(i));
    slm_json_close(out, ']');
}

static const char *series(int i) { return slm_series_name((slm_series)i); }
static const char *statistic(int i) { return slm_statistic_name((slm_statistic)i); }
static const char *stop(int i) { return slm_stop_name((slm_stop)i); }

const char *slm_describe_config(slm_ctx *slm) {
    if (!slm) return NULL;
    slm_text *out = slm_describe_start(slm);
    slm_json_open(out, NULL, '{');
    slm_json_open(out, "keys", '[');
    for (int i = 0; i < SLM_KEY_COUNT; i++) write_key(out, &slm_keys[i]);
    slm_json_close(out, ']');
    slm_json_open(out, "tasks", '[');
    for (size_t i = 0; slm_task_at(i); i++) write_task(out, slm_task_at(i));
    slm_json_close(out, ']');
    slm_json_open(out, "data", '[');
    for (size_t i = 0; slm_source_at(i); i++) write_source(out, slm_source_at(i));
    slm_json_close(out, ']');
    slm_json_open(out, "scenarios", '[');
    for (size_t i = 0; slm_scenario_at(i); i++) write_scenario(out, slm_scenario_at(i));
    slm_json_close(out, ']');
    slm_json_open(out, "updates", '[');
    for (int i = 0; i < SLM_OPTIMIZER_COUNT; i++) write_update(out, &slm_update_rules[i]);
    slm_json_close(out, ']');
    write_names(out, "series", series);
    write_names(out, "statistics", statistic);
    write_names(out, "stops", stop);
    slm_json_close(out, '}');
    return slm_describe_finish(slm);
}
