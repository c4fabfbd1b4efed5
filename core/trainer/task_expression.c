/* The task of a formula: y = x*x + x is the tape itself, its x the parameter, and its value what is
 * made small. */
#include "trainer/points.h"

static const double START = 3; /* where x begins */

typedef struct {
    slm_points points; /* without a row: only the formula over x is predicted */
    slm_tensor *variable;
} run;

static slm_status check(const slm_trainer *t, const slm_config *config, bool running,
                        slm_error *err) {
    (void)t, (void)running;
    if (slm_choice_of(config, SLM_KEY_LOSS) != SLM_LOSS_AUTO &&
        slm_choice_of(config, SLM_KEY_LOSS) != SLM_LOSS_MSE)
        return slm_config_conflict(config, SLM_KEY_LOSS, "data", "numbers to predict need mse",
                                   err);
    return SLM_OK;
}

static slm_status make(slm_trainer *t) {
    run *r = t->state;
    slm_points_begin(t);
    r->points.outputs = 1;
    t->slm->error.own = SLM_OK;
    r->variable = slm_parameter(t->slm, "x", 0, NULL);
    if (!r->variable) return t->slm->error.own;
    r->variable->data[0] = (slm_real)START;
    return SLM_OK;
}

static slm_tensor *formula(slm_trainer *t, slm_tensor *x, bool training, slm_tensor **hidden) {
    (void)training, (void)hidden;
    return slm_add(t->slm, slm_mul(t->slm, x, x), x);
}

static bool record(slm_trainer *t) {
    slm_ctx *slm = t->slm;
    slm_task_graph *g = &t->train;
    g->rows = 1;
    g->output = g->loss = formula(t, ((run *)t->state)->variable, true, NULL);
    if (!g->loss || !slm_name(slm, g->loss, "y") || !slm_order_of(slm, g->loss, "reset"))
        return false;
    slm->no_grad = true;
    return slm_points_record_predictions(t, formula);
}

/* A formula is compared with nothing. */
static slm_status evaluate(slm_trainer *t, double value[SLM_TEST_COLUMNS], bool *measured) {
    (void)t, (void)value, (void)measured;
    return SLM_OK;
}

static const slm_view *const views[] = {&slm_view_map, &slm_view_probe, NULL};

const slm_task slm_task_expression = {
    .name = "expression",
    .summary = "The value of a formula is made small by moving its variable.",
    .views = views,
    .state_bytes = sizeof(run),
    .on_points = true,
    .check = check,
    .gather = slm_points_gather,
    .make = make,
    .record = record,
    .load = slm_points_load_batch,
    .advance = slm_points_advance,
    .evaluate = evaluate,
    .progress = slm_points_progress,
    .save = slm_points_save,
    .restore = slm_points_restore,
};
