#include "training/optimizer.h"

#include "kernels/norms.h"
#include "kernels/optimizer_updates.h"
#include "kernels/scalar_math.h"

#include <string.h>

static const char *const name[] = {
#define SLM_X(code, text) text,
    SLM_OPTIMIZERS
#undef SLM_X
};

const char *slm_optimizer_name(slm_optimizer_kind kind) {
    return (unsigned)kind < SLM_OPTIMIZER_COUNT ? name[kind] : "";
}

/* Of the gradient d. */
#define ADAM(d)                                                                                    \
    "m = beta1*before + (1 - beta1)*" d ", v = beta2*before + (1 - beta2)*" d "^2, "               \
    "a = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)"

/* As kernels/optimizer_updates.c calculates. */
const slm_update_rule slm_update_rules[] = {
    [SLM_SGD] = {"w - lr*d", "d = momentum*before + g + weight_decay*w", {"d"}},
    [SLM_ADAM] = {"w - lr*a", "d = g + weight_decay*w, " ADAM("d"), {"m", "v"}},
    [SLM_ADAMW] = {"(1 - lr*weight_decay)*w - lr*a", ADAM("g"), {"m", "v"}},
};

slm_optimizer_options slm_optimizer_defaults(slm_optimizer_kind kind) {
    return (slm_optimizer_options){.kind = kind,
                                   .lr = kind == SLM_SGD ? 0.1 : 0.001,
                                   .beta1 = 0.9,
                                   .beta2 = 0.999,
                                   .eps = 1e-8,
                                   .weight_decay = kind == SLM_ADAMW ? 0.01 : 0};
}

static slm_status refuse(slm_ctx *slm, const char *key, double value, const char *rule) {
    return slm_fail_value(&slm->error, "optimizer", key, value, rule);
}

/* The comparisons are written so that NaN fails them. */
static slm_status check(slm_ctx *slm, const slm_optimizer_options *o) {
    static const char share[] = "0 or more and less than 1";
    const double most = 1e30; /* a float holds it */
    if (!o) return slm_fail_null(&slm->error, "optimizer", "the options");
    if ((unsigned)o->kind >= SLM_OPTIMIZER_COUNT)
        return refuse(slm, "kind", (double)o->kind, "one of slm_optimizer_kind");
    if (!(o->lr >= 0 && o->lr <= most)) return refuse(slm, "lr", o->lr, "0 or more, and finite");
    if (!(o->momentum >= 0 && o->momentum < 1)) return refuse(slm, "momentum", o->momentum, share);
    if (!(o->beta1 >= 0 && o->beta1 < 1)) return refuse(slm, "beta1", o->beta1, share);
    if (!(o->beta2 >= 0 && o->beta2 < 1)) return refuse(slm, "beta2", o->beta2, share);
    /* What rounds to 0 would let an update be 0 / 0. */
    if (o->kind != SLM_SGD && !((slm_real)o->eps > 0 && o->eps <= most))
        return refuse(slm, "eps", o->eps, "more than 0, in this build's numbers too");
    if (!(o->weight_decay >= 0 && o->weight_decay <= most))
        return refuse(slm, "weight_decay", o->weight_decay, "0 or more, and finite");
    return SLM_OK;
}

slm_optimizer *slm_optimizer_create(slm_ctx *slm, const slm_optimizer_options *options) {
    if (!slm || check(slm, options)) return NULL;
    slm_optimizer *o = slm_arena_array(&slm->lasting, 1, sizeof *o);
    if (!o) {
        slm_out_of_memory(slm, "optimizer");
        return NULL;
    }
    o->owner = slm;
    o->options = *options;
    return o;
}

slm_status slm_optimizer_check(slm_ctx *slm, const slm_optimizer *optimizer) {
    if (!slm) return SLM_E_NULL;
    if (!optimizer) return slm_fail_null(&slm->error, "optimizer", "the optimizer");
    if (optimizer->owner == slm) return SLM_OK;
    return SLM_FAIL(&slm->error, SLM_E_FOREIGN, SLM_TEXT("op", "optimizer"),
                    SLM_TEXT("what", "the optimizer"));
}

static void start_anew(slm_ctx *slm, slm_optimizer *optimizer) {
    for (size_t i = 0; i < optimizer->count; i++) {
        slm_moments *k = &optimizer->moments[i];
        size_t bytes = slm->parameter[i]->count * sizeof(slm_real);
        if (k->first) memset(k->first, 0, bytes);
        if (k->second) memset(k->second, 0, bytes);
        k->t = 0;
    }
}

slm_status slm_optimizer_set(slm_ctx *slm, slm_optimizer *optimizer,
                             const slm_optimizer_options *options) {
    slm_status s = slm_optimizer_check(slm, optimizer);
    if (!s) s = check(slm, options);
    if (s) return s;
    bool was_sgd = optimizer->options.kind == SLM_SGD, is_sgd = options->kind == SLM_SGD;
    if (was_sgd != is_sgd) start_anew(slm, optimizer);
    optimizer->options = *options;
    return SLM_OK;
}

static slm_status reserve_entries(slm_ctx *slm, slm_optimizer *optimizer) {
    if (optimizer->count >= slm->parameters) return SLM_OK;
    slm_moments *more = slm_arena_array(&slm->lasting, slm->parameters, sizeof *more);
    if (!more) return slm_out_of_memory(slm, "optimizer");
    if (optimizer->count) memcpy(more, optimizer->moments, optimizer->count * sizeof *more);
    optimizer->moments = more;
    optimizer->count = slm->parameters;
    optimizer->has_first = optimizer->has_second = false;
    return SLM_OK;
}

bool slm_moment_reserve(slm_ctx *slm, slm_real **array, size_t count) {
    if (!*array) *array = slm_arena_array(&slm->lasting, count, sizeof **array);
    return *array != NULL;
}

static bool uses_second(const slm_optimizer_options *o) { return o->kind != SLM_SGD; }

static bool uses_first(const slm_optimizer_options *o) { return uses_second(o) || o->momentum > 0; }

/* Arrays already made when a later one fails stay, as zeros: the next call needs them. */
slm_status slm_optimizer_reserve(slm_ctx *slm, slm_optimizer *optimizer) {
    slm_status s = reserve_entries(slm, optimizer);
    if (s) return s;
    bool first = uses_first(&optimizer->options), second = uses_second(&optimizer->options);
    if (first <= optimizer->has_first && second <= optimizer->has_second) return SLM_OK;
    for (size_t i = 0; i < optimizer->count; i++) {
        slm_moments *k = &optimizer->moments[i];
        size_t count = slm->parameter[i]->count;
        if ((first && !slm_moment_reserve(slm, &k->first, count)) ||
            (second && !slm_moment_reserve(slm, &k->second, count)))
            return slm_out_of_memory(slm, "optimizer");
    }
    optimizer->has_first = first;
    optimizer->has_second = second;
    return SLM_OK;
}

/* Looked up by its address: a tensor that has ended is not read. */
static slm_status check_parameter(slm_ctx *slm, const slm_tensor *t, const char *op) {
    if (!slm) return SLM_E_NULL;
    if (!t) return slm_fail_null(&slm->error, op, "the parameter");
    for (size_t i = 0; i < slm->parameters; i++)
        if (slm->parameter[i] == t) return SLM_OK;
    return SLM_FAIL(&slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", op),
                    SLM_TEXT("what", "the tensor"), SLM_TEXT("rule", "it must be a parameter"));
}

slm_status slm_optimizer_moments(slm_ctx *slm, const slm_optimizer *optimizer,
                                 const slm_tensor *parameter, slm_parameter_moments *out) {
    slm_status s = slm_optimizer_check(slm, optimizer);
    if (!s) s = check_parameter(slm, parameter, "moments");
    if (s) return s;
    if (!out) return slm_fail_null(&slm->error, "moments", "where the moments go");
    *out = (slm_parameter_moments){{NULL}, 0};
    for (size_t i = 0; i < optimizer->count; i++) {
        const slm_moments *k = &optimizer->moments[i];
        if (slm->parameter[i] != parameter) continue;
        if (uses_first(&optimizer->options)) out->moment[0] = k->first;
        if (uses_second(&optimizer->options)) out->moment[1] = k->second;
        out->t = k->t;
    }
    return SLM_OK;
}

slm_status slm_parameter_factors(slm_ctx *slm, slm_tensor *parameter, double lr,
                                 double weight_decay) {
    static const char rule[] = "0 or more, and finite";
    const double most = 1e30;
    slm_status s = check_parameter(slm, parameter, "parameter_factors");
    if (s) return s;
    if (!(lr >= 0 && lr <= most))
        return slm_fail_value(&slm->error, "parameter_factors", "lr", lr, rule);
    if (!(weight_decay >= 0 && weight_decay <= most))
        return slm_fail_value(&slm->error, "parameter_factors", "weight_decay", weight_decay, rule);
    parameter->lr = lr;
    parameter->weight_decay = weight_decay;
    return SLM_OK;
}

static slm_adam adam_at(const slm_optimizer_options *o, uint64_t t) {
    bool decoupled = o->kind == SLM_ADAMW;
    double bias1 = 1 - slm_pow64(o->beta1, (double)t);
    double bias2 = 1 - slm_pow64(o->beta2, (double)t);
    return (slm_adam){.beta1 = (slm_real)o->beta1,
                      .beta2 = (slm_real)o->beta2,
                      .eps = (slm_real)o->eps,
                      .fresh1 = (slm_real)(1 - o->beta1),
                      .fresh2 = (slm_real)(1 - o->beta2),
                      .l2 = decoupled ? 0 : (slm_real)o->weight_decay,
                      .keep = (slm_real)(decoupled ? 1 - o->lr * o->weight_decay : 1),
                      .step = (slm_real)(o->lr / bias1),
                      .correction = (slm_real)(1 / sqrt(bias2))};
}

static size_t first_nonfinite(const slm_real *x, size_t n) {
    size_t i = 0;
    while (i < n && x[i] - x[i] == 0) i++; /* inf - inf and NaN - NaN are NaN */
    return i;
}

slm_status slm_check_gradients(slm_ctx *slm, const char *op) {
    for (size_t i = 0; i < slm->parameters; i++) {
        const slm_tensor *p = slm->parameter[i];
        if (!p->grad_set || slm_all_finite(p->grad, p->count)) continue;
        char path[SLM_NAME_BYTES];
        slm_text whole = slm_text_fixed(path, sizeof path);
        slm_text_add(&whole, p->scope);
        if (*p->scope) slm_text_char(&whole, '/');
        slm_text_add(&whole, p->name);
        return SLM_FAIL(&slm->error, SLM_E_NONFINITE, SLM_TEXT("op", op),
                        SLM_TEXT("parameter", path),
                        SLM_UINT("at", first_nonfinite(p->grad, p->count)));
    }
    return SLM_OK;
}

slm_status slm_optimizer_step(slm_ctx *slm, slm_optimizer *optimizer) {
    slm_status s = slm_optimizer_check(slm, optimizer);
    if (!s) s = slm_check_gradients(slm, "optimizer_step");
    return s ? s : slm_optimizer_update(slm, optimizer);
}

slm_status slm_optimizer_update(slm_ctx *slm, slm_optimizer *optimizer) {
    slm_status s = slm_optimizer_check(slm, optimizer);
    if (!s) s = slm_optimizer_reserve(slm, optimizer);
    if (s) return s;
    const slm_optimizer_options *all = &optimizer->options;
    slm_optimizer_options own = *all, *o = &own; /* with the parameter's factors */
    const slm_real momentum = (slm_real)o->momentum;
    slm_adam adam = {0};
    uint64_t adams = 0; /* the t that it is of: mostly all parameters have the same, and factors */
    const uint64_t stamp = ++slm->clock;
    for (size_t i = 0; i < slm->parameters; i++) {
        slm_tensor *p = slm->parameter[i];
        slm_moments *k = &optimizer->moments[i];
        if (!p->grad_set || p->lr == 0) continue;
        k->t++;
        p->stamp = stamp;
        if (o->lr != all->lr * p->lr || o->weight_decay != all->weight_decay * p->weight_decay) {
            o->lr = all->lr * p->lr;
            o->weight_decay = all->weight_decay * p->weight_decay;
            adams = 0;
        }
        const slm_real lr = (slm_real)o->lr, decay = (slm_real)o->weight_decay;
        if (o->kind != SLM_SGD) {
            if (k->t != adams) adam = adam_at(o, adams = k->t);
            slm->level->update_adam(p->data, k->first, k->second, p->grad, p->count, &adam);
        } else if (o->momentum > 0) {
            slm->level->update_momentum(p->data, k->first, p->grad, p->count, lr, momentum, decay);
        } else {
            slm->level->update_sgd(p->data, p->grad, p->count, lr, decay);
        }
    }
    return SLM_OK;
}
