#include "kernels/scalar_math.h"
#include "training/training.h"

static const double PI = 3.14159265358979323846;

double slm_schedule_lr(const slm_schedule *schedule, uint64_t step) {
    if (!schedule) return 0;
    const slm_schedule *s = schedule;
    if (step < s->warmup) return s->lr * (double)(step + 1) / (double)s->warmup;
    if (step >= s->steps) return s->least;
    const double part = (double)(step - s->warmup) / (double)(s->steps - s->warmup);
    return s->least + (s->lr - s->least) * (1 + slm_cos64(PI * part)) / 2;
}
