/* Steps: the batch, forward, zero_grad, backward; then the update. */
#include "kernels/norms.h"
#include "trainer/internal.h"

static const char *const stop_name[] = {
#define SLM_X(code, name) name,
    SLM_STOPS
#undef SLM_X
};

const char *slm_stop_name(slm_stop stop) {
    return (unsigned)stop < SLM_STOP_COUNT ? stop_name[stop] : "";
}

/* --- The first half --- */

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
    if (!t->loaded) {
        t->task->load(t);
        t->loaded = true;
    }
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
    if (!s) slm_trainer_measure(t);
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
        slm_trainer_measure(t);
        slm_trainer_copy_weights(t);
    }
    if (clip > 0) slm_clip_grad_norm(t->slm, clip, NULL);
    if ((s = slm_optimizer_update(t->slm, t->optimizer))) return s;
    if (sample)
        slm_trainer_record_sample(t);
    else
        slm_track_skip(&t->steps);
    t->prepared = t->loaded = false;
    t->rng = t->next_rng;
    t->task->advance(t);
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
            slm_trainer_measure(t);
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
