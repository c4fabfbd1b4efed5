/* The words and patterns of the stories. */
#include "corpus/stories.h"

const slm_stories slm_stories_en = {
    .person = {"Mina", "Anna", "Sora", "Lucy", "Tom", "Ben", "Juno", "Leo"},
    .thing = {"ball", "book", "kite", "drum", "hat", "boat", "lamp", "box"},
    .colour = {"red", "blue", "green", "yellow", "white", "black", "brown", "golden"},
    .place = {"in the garden", "under the tree", "behind the house", "by the river", "on the roof",
              "in the kitchen", "at school", "near the well"},
    .pattern = {{"$N had a $C $T. ", "$N made a $C $T. ", "$N found a $C $T $A. "},
                {"$P put it $B. ", "$P lost it $B. ", "$P showed it to $M. "},
                {"$M saw the $T and smiled.", "$M took the $T home.",
                 "In the evening $p looked for the $T."}},
};

const slm_stories slm_stories_ko = {
    .person = {"미나", "소라", "서연", "하늘", "준호", "민수", "도윤", "영진"},
    .thing = {"공", "책", "연", "북", "모자", "배", "우산", "상자"},
    .colour = {"빨간", "파란", "노란", "하얀", "까만", "작은", "예쁜", "낡은"},
    .place = {"마당에", "나무 밑에", "집 뒤에", "강가에", "지붕 위에", "부엌에", "학교에",
              "우물 옆에"},
    .pattern = {{"$N에게 $C $T$s 있었어요. ", "$N$t $C $T$o 만들었어요. ",
                 "$N$t $A서 $C $T$o 찾았어요. "},
                {"$N$t 그것을 $B 두었어요. ", "$N$t 그것을 $B서 잃어버렸어요. ",
                 "$N$t 그것을 $M에게 보여 주었어요. "},
                {"$M$s $T$o 보고 웃었어요.", "$M$t $T$o 집에 가져갔어요.",
                 "저녁에 $N$t $T$o 찾으러 갔어요."}},
};
