/* Steps: the batch, forward, zero_grad, backward; then the update. */
#include "kernels/norms.h"
#include "trainer/internal.h"

#include <string.h>

static const char *const stop_name[] = {
#define SLM_X(code, name) name,
    SLM_STOPS
#undef SLM_X
};

const char *slm_stop_name(slm_stop stop) {
    return (unsigned)stop < SLM_STOP_COUNT ? stop_name[stop] : "";
}

/* --- The first half --- */

/* All training rows at once need no shuffling; then they also stay in the order they are drawn in.
 */
static void load_batch(slm_trainer *t) {
    const slm_graph *g = &t->train;
    if (!g->x) return;
    size_t count = g->rows;
    if (count == t->data.train) slm_graph_load(t, g, 0, count, NULL, 0);
    for (size_t r = 0; r < g->rows && g->rows < t->data.train; r += count) {
        const uint32_t *rows = slm_sampler_rows(&t->sampler, t->sampler.position + r, &count);
        if (count > g->rows - r) count = g->rows - r;
        slm_graph_load(t, g, r, count, rows, 0);
    }
    slm_graph_loaded(t, g);
    t->loaded = true;
}

/* Dropout draws from the run's own numbers, so that whatever else is done with the context does
 * not change a run. */
static slm_status forward(slm_trainer *t) {
    slm_ctx *slm = t->slm;
    slm_rng callers = slm->rng;
    bool frozen = slm->frozen;
    slm->rng = t->rng;
    slm->frozen = false;
    slm_status s = slm_forward(slm, t->train.loss);
    t->next_rng = slm->rng;
    slm->rng = callers;
    slm->frozen = frozen;
    return s;
}

static bool bad_values(const slm_tensor *t) {
    return t->data && !slm_all_finite(t->data, t->count);
}

static bool bad_gradient(const slm_tensor *t) {
    return t->grad && t->grad_set && !slm_all_finite(t->grad, t->count);
}

static uint32_t first_bad_value(const slm_order *order) {
    for (size_t i = 0; i < order->leaves; i++)
        if (bad_values(order->leaf[i])) return order->leaf[i]->id;
    for (size_t i = 0; i < order->forwards; i++)
        if (bad_values(order->forward[i]->out)) return order->forward[i]->out->id;
    return 0;
}

static uint32_t first_bad_gradient(const slm_order *order) {
    for (size_t i = 0; i < order->backwards; i++) {
        const slm_node *n = order->backward[i];
        if (bad_gradient(n->out)) return n->out->id;
        for (int k = 0; k < n->count; k++)
            if (!n->in[k]->node && bad_gradient(n->in[k])) return n->in[k]->id;
    }
    return 0;
}

static bool any_bad_gradient(const slm_trainer *t) {
    for (size_t i = 0; i < t->parameters; i++)
        if (bad_gradient(t->slm->parameter[i])) return true;
    return false;
}

/* Which node was first to go bad is looked for only when what it all leads to is bad. */
static void check_finite(slm_trainer *t) {
    const slm_order *order = t->train.loss->order;
    t->step_loss = (double)t->train.loss->data[0];
    t->bad_node = bad_values(t->train.loss) ? first_bad_value(order) : 0;
    t->bad_gradient = !t->bad_node && any_bad_gradient(t);
    if (t->bad_gradient) t->bad_node = first_bad_gradient(order);
}

/* The norms of the gradients, of which most steps need none. */
static void measure(slm_trainer *t) {
    slm_squares all = SLM_NO_SQUARES;
    for (int i = 0; i < t->layers; i++) {
        slm_squares layer = SLM_NO_SQUARES;
        for (size_t k = 0; k < t->layer[i].count; k++) {
            const slm_tensor *p = t->slm->parameter[t->layer[i].first + k];
            slm_squares own = SLM_NO_SQUARES;
            if (p->grad_set) own = slm_squares_of(p->grad, p->count);
            t->squares[t->layer[i].first + k] = own.sum / own.scale / own.scale;
            slm_squares_join(&layer, &own);
        }
        slm_squares_join(&all, &layer);
    }
    t->norm = slm_squares_root(&all);
}

/* Neither a new batch nor an update may come into the middle of a stepped pass. */
static slm_status ensure(slm_trainer *t) {
    slm_status s = slm_trainer_ensure(t);
    if (!s && t->slm->pass.kind != SLM_PASS_NONE)
        s = SLM_FAIL(&t->slm->error, SLM_E_STEPPING, SLM_TEXT("op", "train"));
    return s;
}

/* What ensure has let through. */
static slm_status prepare(slm_trainer *t) {
    slm_status s;
    t->prepared = false;
    if (!t->loaded) load_batch(t);
    if ((s = forward(t))) return s;
    slm_zero_grad(t->slm);
    if ((s = slm_backward(t->slm, t->train.loss, NULL))) return s;
    check_finite(t);
    t->prepared = true;
    t->prepared_at = t->slm->clock;
    return SLM_OK;
}

slm_status slm_trainer_prepare(slm_trainer *t) {
    if (!t) return SLM_E_NULL;
    slm_status s = ensure(t);
    if (!s) s = prepare(t);
    if (!s) measure(t);
    return s;
}

/* --- The second half --- */

static bool written_since(const slm_trainer *t, const slm_tensor *leaf) {
    return leaf && leaf->stamp > t->prepared_at;
}

static bool prepared(const slm_trainer *t) {
    if (!t->prepared || written_since(t, t->train.x) || written_since(t, t->train.y)) return false;
    for (size_t i = 0; i < t->parameters; i++)
        if (written_since(t, t->slm->parameter[i])) return false;
    return true;
}

/* Gradients may have been written since they were prepared. */
static slm_status make_ready(slm_trainer *t) {
    slm_status s = ensure(t);
    if (s || !prepared(t)) return s ? s : prepare(t);
    check_finite(t);
    return SLM_OK;
}

static void copy_weights(slm_trainer *t) {
    slm_real *to = t->before;
    for (size_t i = 0; i < t->parameters; i++) {
        const slm_tensor *p = t->slm->parameter[i];
        memcpy(to, p->data, p->count * sizeof *to);
        to += p->count;
    }
}

/* |update| / |weights before|; weights that are all 0, such as new biases, have no ratio. */
static double ratio(double update, double weights) {
    return weights > 0 ? sqrt(update / weights) : (double)NAN;
}

/* Sums of squares: of gradient, update and the weights before it. */
typedef struct {
    double gradient, update, weights;
} squares;

static void add(squares *to, const squares *x) {
    to->gradient += x->gradient;
    to->update += x->update;
    to->weights += x->weights;
}

static void write_row(double *value, const squares *x) {
    value[0] = sqrt(x->gradient);
    value[1] = ratio(x->update, x->weights);
}

static void record_sample(slm_trainer *t) {
    double value[SLM_COLUMN_ROWS + 2 * SLM_ROW_LIMIT];
    double *of_layer = value + SLM_COLUMN_ROWS;
    double *of_parameter = of_layer + 2 * (size_t)t->layers;
    squares all = {0};
    const slm_real *before = t->before;
    for (int i = 0; i < t->layers; i++, of_layer += 2) {
        squares layer = {0};
        for (size_t k = 0; k < t->layer[i].count; k++, of_parameter += 2) {
            size_t index = t->layer[i].first + k;
            const slm_tensor *p = t->slm->parameter[index];
            squares own = {.gradient = t->squares[index],
                           .update = slm_sum_squared_differences(p->data, before, p->count),
                           .weights = slm_sum_squares(before, p->count)};
            write_row(of_parameter, &own);
            add(&layer, &own);
            before += p->count;
        }
        write_row(of_layer, &layer);
        add(&all, &layer);
    }
    value[SLM_COLUMN_LOSS] = t->step_loss;
    write_row(value + SLM_COLUMN_NORM, &all);
    slm_track_push(&t->steps, t->step, value);
}

/* An evaluation costs as much as several steps: one that the history would not keep is left to the
 * end of the call, where the newest is wanted. */
static slm_status test_when_due(slm_trainer *t) {
    uint64_t every = (uint64_t)slm_number_of(&t->running, SLM_KEY_TEST_EVERY);
    if (t->step % every != 0) return SLM_OK;
    t->test_overdue = !slm_track_keeps(&t->tests);
    if (!t->test_overdue) return slm_trainer_evaluate(t);
    slm_track_skip(&t->tests);
    return SLM_OK;
}

/* Updates what is prepared and finite. `newest`: this step's sample is wanted whatever the stride.
 */
static slm_status finish_step(slm_trainer *t, bool newest) {
    double clip = slm_number_of(&t->running, SLM_KEY_CLIP);
    bool sample = newest || slm_track_keeps(&t->steps);
    slm_status s = slm_optimizer_reserve(t->slm, t->optimizer);
    if (s) return s;
    if (sample) {
        measure(t);
        copy_weights(t);
    }
    if (clip > 0) slm_clip_grad_norm(t->slm, clip, NULL);
    if ((s = slm_optimizer_step(t->slm, t->optimizer))) return s;
    if (sample)
        record_sample(t);
    else
        slm_track_skip(&t->steps);
    t->prepared = t->loaded = false;
    t->rng = t->next_rng;
    t->sampler.position += t->train.rows;
    t->step++;
    return test_when_due(t);
}

/* The smallest float steps of a run that has exploded are of no use: it stops before them. */
static bool must_stop(const slm_trainer *t, slm_train_result *result) {
    if (t->bad_node) {
        result->stop = SLM_STOP_NONFINITE;
        result->bad_node = t->bad_node;
        result->bad_gradient = t->bad_gradient;
        return true;
    }
    double at_loss = slm_number_of(&t->running, SLM_KEY_STOP_LOSS);
    double at_step = slm_number_of(&t->running, SLM_KEY_STOP_STEP);
    bool met =
        (at_step > 0 && (double)t->step >= at_step) || (at_loss != 0 && t->step_loss <= at_loss);
    if (met) result->stop = SLM_STOP_CONDITION;
    return met;
}

/* Whether the step at hand is the last one of a call, as far as can be told before it is made. */
static bool is_last(const slm_trainer *t, uint64_t left) {
    const double at_step = slm_number_of(&t->running, SLM_KEY_STOP_STEP);
    return left == 1 || (at_step > 0 && (double)(t->step + 1) >= at_step);
}

static slm_status train(slm_trainer *t, uint64_t steps, slm_train_result *result) {
    for (; result->done < steps; result->done++) {
        slm_status s = make_ready(t);
        if (s) return s;
        if (must_stop(t, result)) {
            measure(t);
            return SLM_OK;
        }
        if ((s = finish_step(t, is_last(t, steps - result->done)))) return s;
    }
    return SLM_OK;
}

slm_status slm_trainer_train(slm_trainer *t, uint64_t steps, slm_train_result *result) {
    slm_train_result ignored;
    if (!result) result = &ignored;
    *result = (slm_train_result){.stop = SLM_STOP_DONE};
    if (!t) return SLM_E_NULL;
    slm_status s = slm_trainer_ensure(t);
    if (!s) s = train(t, steps, result);
    return !s && t->test_overdue ? slm_trainer_evaluate(t) : s;
}

slm_status slm_trainer_update(slm_trainer *t, slm_train_result *result) {
    return slm_trainer_train(t, 1, result);
}
