/* The grammar of the stories: three sentences, each one of a few patterns with slots for words.
 *
 * In a pattern `$` and a letter are a slot. A slot keeps its word for the whole story:
 *
 *   $N  a person      $M  another person    $T  a thing    $C  its colour
 *   $A  a place       $B  a place
 *
 * or follows from what stands before it:
 *
 *   $P $p    She or He, she or he: the person $N
 *   $t $s $o the Korean particles of topic (은/는), subject (이/가) and object (을/를), by whether
 *            the syllable before ends in a consonant */
#ifndef SLM_CORPUS_STORIES_H
#define SLM_CORPUS_STORIES_H

#include "corpus/rules.h"

enum { SLM_SENTENCES = 3, SLM_PATTERNS = 3, SLM_STORY_WORDS = 8 };

/* No word may be the beginning of another of its list, so a word is recognised without looking
 * ahead. */
struct slm_stories {
    const char *person[SLM_STORY_WORDS]; /* the first half are girls */
    const char *thing[SLM_STORY_WORDS];
    const char *colour[SLM_STORY_WORDS];
    const char *place[SLM_STORY_WORDS];
    const char *pattern[SLM_SENTENCES][SLM_PATTERNS];
};

extern const slm_stories slm_stories_ko, slm_stories_en;

#endif
