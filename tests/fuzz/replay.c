/* Feeds each file named on the command line to the fuzz target once: a corpus without libFuzzer. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns the file's bytes, to be freed, and their number; NULL if it cannot be read whole. */
static uint8_t *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    uint8_t *data = NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long length = ftell(file);
        rewind(file);
        if (length >= 0 && (data = malloc((size_t)length + 1)) != NULL) {
            *size = fread(data, 1, (size_t)length, file);
            if (*size != (size_t)length) {
                free(data);
                data = NULL;
            }
        }
    }
    fclose(file);
    return data;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        size_t size = 0;
        uint8_t *data = read_file(argv[i], &size);
        if (!data) {
            fprintf(stderr, "cannot read %s\n", argv[i]);
            return 1;
        }
        /* An exact copy, so that AddressSanitizer sees a read past the input's end. */
        uint8_t *exact = size ? realloc(data, size) : data;
        LLVMFuzzerTestOneInput(exact ? exact : data, size);
        free(exact ? exact : data);
    }
    printf("%d inputs\n", argc - 1);
    return argc > 1 ? 0 : 1; /* an empty corpus tests nothing */
}
