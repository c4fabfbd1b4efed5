/* parity                                lists the vectors that this machine has, line by line
 * parity <steps> <vectors> <key=value>...
 *
 * Trains one configuration with these vectors and writes, as raw bytes: the loss of every step as a
 * double, then the values of every parameter. parity.js does the same in WebAssembly and compares.
 */
#include "slm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int complain(slm_trainer *t) {
    fprintf(stderr, "parity: %s\n", slm_error_text(t ? slm_trainer_context(t) : NULL));
    slm_trainer_destroy(t);
    return 1;
}

static slm_status set(slm_trainer *t, const char *pair) {
    char key[32] = "";
    size_t length = strcspn(pair, "=");
    if (length < sizeof key) memcpy(key, pair, length);
    return slm_trainer_set(t, key, pair[length] ? pair + length + 1 : "");
}

int main(int argc, char **argv) {
    if (argc < 3) {
        for (size_t i = 0; slm_vectors_at(i); i++) puts(slm_vectors_at(i));
        return 0;
    }
    slm_trainer *t = slm_trainer_create(NULL);
    if (!t || slm_use_vectors(slm_trainer_context(t), argv[2])) return complain(t);
    for (int i = 3; i < argc; i++)
        if (set(t, argv[i])) return complain(t);
    if (slm_trainer_reset(t)) return complain(t);

    const long steps = strtol(argv[1], NULL, 10);
    for (long i = 0; i < steps; i++) {
        slm_progress progress;
        if (slm_trainer_train(t, 1, NULL) || slm_trainer_progress(t, &progress)) return complain(t);
        fwrite(&progress.loss, sizeof progress.loss, 1, stdout);
    }
    slm_ctx *slm = slm_trainer_context(t);
    for (size_t i = 0; i < slm_parameter_count(slm); i++) {
        const slm_tensor *p = slm_parameter_at(slm, i);
        fwrite(slm_data(p), sizeof(slm_real), slm_count(p), stdout);
    }
    slm_trainer_destroy(t);
    return ferror(stdout) ? 1 : 0;
}
