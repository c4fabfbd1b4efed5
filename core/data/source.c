#include "data/source.h"

#include <string.h>

static const slm_source *const table[] = {
    &slm_source_quadrants, &slm_source_line,   &slm_source_circle,  &slm_source_gaussians,
    &slm_source_xor,       &slm_source_spiral, &slm_source_moons,   &slm_source_plane,
    &slm_source_three,     &slm_source_square, &slm_source_by_hand, &slm_source_own,
};

static const char *const loss_name[] = {
#define SLM_X(code, text) text,
    SLM_LOSSES
#undef SLM_X
};

const char *slm_loss_name(slm_loss loss) {
    return (unsigned)loss < SLM_LOSS_COUNT ? loss_name[loss] : "";
}

const slm_source *slm_source_at(size_t i) {
    return i < sizeof table / sizeof table[0] ? table[i] : NULL;
}

int slm_source_named(const char *name) {
    for (size_t i = 0; slm_source_at(i); i++)
        if (!strcmp(table[i]->name, name)) return (int)i;
    return -1;
}

bool slm_rows_alloc(slm_arena *arena, slm_rows *rows, size_t count, size_t inputs, size_t outputs,
                    size_t classes) {
    rows->x = slm_arena_array(arena, count * inputs, sizeof *rows->x);
    rows->y = slm_arena_array(arena, count * outputs, sizeof *rows->y);
    rows->label = classes ? slm_arena_array(arena, count, sizeof *rows->label) : NULL;
    rows->data = (slm_dataset){.inputs = inputs,
                               .outputs = outputs,
                               .classes = classes,
                               .x = rows->x,
                               .y = rows->y,
                               .label = rows->label};
    return rows->x && rows->y && (rows->label || !classes);
}

bool slm_source_draw(const slm_source *source, slm_arena *arena, const slm_dataset_options *options,
                     slm_dataset *out) {
    size_t count = source->rows ? source->rows : options->samples;
    size_t inputs = source->inputs, outputs = source->outputs;
    slm_rows rows;
    if (!slm_rows_alloc(arena, &rows, count, inputs, outputs, source->classes)) return false;
    slm_rng rng = slm_rng_seeded(options->seed);
    for (size_t i = 0; i < count; i++) {
        double x[SLM_DATA_INPUTS], y[SLM_DATA_OUTPUTS];
        source->draw(&rng, i, options->noise, x, y);
        for (size_t j = 0; j < inputs; j++) rows.x[i * inputs + j] = (slm_real)(float)x[j];
        for (size_t j = 0; j < outputs; j++) rows.y[i * outputs + j] = (slm_real)(float)y[j];
        if (rows.label) rows.label[i] = (int32_t)y[0];
    }
    /* 0.3 of 10 is 3: the product may fall short of it by a rounding. */
    size_t test = source->rows ? 0 : (size_t)((double)count * options->test_ratio + 1e-9);
    *out = rows.data;
    out->train = count - test;
    out->test = test;
    return true;
}

static slm_status refuse(slm_ctx *slm, const char *key, double value, const char *rule) {
    return slm_fail_value(&slm->error, "dataset", key, value, rule);
}

slm_status slm_dataset_make(slm_ctx *slm, slm_dataset *data, const char *name,
                            const slm_dataset_options *options) {
    if (!slm) return SLM_E_NULL;
    if (!data || !name || !options)
        return slm_fail_null(&slm->error, "dataset",
                             !name  ? "the name"
                             : data ? "the options"
                                    : "the set");
    int i = slm_source_named(name);
    const slm_source *source = i < 0 ? NULL : slm_source_at((size_t)i);
    if (!source || !source->draw)
        return SLM_FAIL(&slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "dataset"),
                        SLM_TEXT("what", name), SLM_TEXT("rule", "it names no set to draw"));
    if (options->samples < 1 || options->samples > SLM_DATA_ROWS)
        return refuse(slm, "samples", (double)options->samples, "1 to 2000");
    if (!(options->noise >= 0 && options->noise <= 2))
        return refuse(slm, "noise", options->noise, "0 to 2");
    if (!(options->test_ratio >= 0 && options->test_ratio <= 0.9))
        return refuse(slm, "test_ratio", options->test_ratio, "0 to 0.9");
    slm_arena_mark before = slm_arena_here(&slm->lasting);
    if (slm_source_draw(source, &slm->lasting, options, data)) return SLM_OK;
    slm_arena_rewind(&slm->lasting, before);
    return slm_out_of_memory(slm, "dataset");
}
