/* The test of a run, and when its history takes it. */
#include "trainer/internal.h"

#include <string.h>

slm_status slm_trainer_evaluate(slm_trainer *t) {
    double value[SLM_TEST_COLUMNS];
    bool measured = false;
    for (int i = 0; i < SLM_TEST_COLUMNS; i++) value[i] = (double)NAN;
    slm_status s = t->task->evaluate(t, value, &measured);
    if (s) return s;
    memcpy(t->tested, value, sizeof value);
    t->tested_step = t->step;
    if (measured && t->test_overdue)
        slm_track_show(&t->tests, t->step, value);
    else if (measured)
        slm_track_push(&t->tests, t->step, value);
    t->test_overdue = false;
    return SLM_OK;
}
