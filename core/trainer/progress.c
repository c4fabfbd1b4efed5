/* What can be asked about a run: its tensors, layers, progress and history. */
#include "trainer/points.h"

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

uint64_t slm_trainer_recording(const slm_trainer *t) { return t ? t->recording : 0; }

const slm_dataset *slm_trainer_data(const slm_trainer *t) {
    const slm_points *points = t ? slm_points_of(t) : NULL;
    return points ? &points->data : NULL;
}

int slm_trainer_layers(const slm_trainer *t) { return t && t->ready ? (int)t->layers : 0; }

const char *slm_trainer_layer_name(const slm_trainer *t, int layer) {
    return layer >= 0 && layer < slm_trainer_layers(t) ? t->layer[layer].name : NULL;
}

slm_status slm_trainer_moments(slm_trainer *t, const slm_tensor *parameter,
                               slm_parameter_moments *moments) {
    if (!t) return SLM_E_NULL;
    if (!t->ready) return slm_trainer_ensure(t);
    /* Read the tensor before a new recording, which may end it. */
    slm_status s = slm_check_tensor(t->slm, parameter, "moments", "the parameter");
    if (!s) s = slm_trainer_ensure(t);
    return s ? s : slm_optimizer_moments(t->slm, t->optimizer, parameter, moments);
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
    if (!history) return slm_trainer_null(t, "where the history goes");
    if ((unsigned)series >= SLM_SERIES_COUNT)
        return slm_trainer_fail(t, "the series", (double)series, "one of slm_series");
    int rows = series_table[series].layered && t->ready ? (int)(t->layers + t->parameters) : 0;
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
    if (!progress) return slm_trainer_null(t, "where the progress goes");
    *progress = (slm_progress){.loss = (double)NAN,
                               .gradient_norm = (double)NAN,
                               .test_loss = (double)NAN,
                               .test_accuracy = (double)NAN,
                               .train_accuracy = (double)NAN};
    if (!t->ready) return SLM_OK;
    *progress = (slm_progress){.step = t->step,
                               .loss = t->step_loss,
                               .gradient_norm = t->norm,
                               .tested_step = t->tested_step,
                               .test_loss = t->tested[SLM_TEST_COLUMN(TEST_LOSS)],
                               .test_accuracy = t->tested[SLM_TEST_COLUMN(TEST_ACCURACY)],
                               .train_accuracy = t->tested[SLM_TEST_COLUMN(TRAIN_ACCURACY)]};
    t->task->progress(t, progress);
    return SLM_OK;
}
