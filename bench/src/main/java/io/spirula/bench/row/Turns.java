package io.spirula.bench.row;

import io.spirula.bench.measure.Figures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Who is measured when: in each pair everybody once, in the opposite order every other time. */
record Turns<C>(Scale scale, List<C> contenders, Function<C, String> naming, Figures figures) {

    /** What is done in a turn. */
    @FunctionalInterface
    interface Turn<C> {
        void take(int pair, C contender);
    }

    Turns {
        contenders = contenders.stream()
                .filter(contender -> scale.measures(naming.apply(contender)))
                .toList();
        contenders.forEach(contender -> figures.announce(naming.apply(contender)));
    }

    /**
     * A contender that fails is told as failed, and out for the rest of the row; the others go on.
     *
     * @param afterFailure cleans up after it
     */
    void take(Turn<C> turn, Consumer<C> afterFailure) {
        Set<C> out = new HashSet<>();
        for (var pair = 0; pair < scale.pairs(); pair++) {
            for (var contender : order(pair)) {
                if (out.contains(contender)) {
                    continue;
                }
                try {
                    turn.take(pair, contender);
                } catch (RuntimeException e) {
                    out.add(contender);
                    figures.fail(naming.apply(contender) + " in pair " + (pair + 1) + ": " + e);
                    cleanUp(contender, afterFailure);
                }
            }
        }
    }

    private void cleanUp(C contender, Consumer<C> afterFailure) {
        try {
            afterFailure.accept(contender);
        } catch (RuntimeException e) {
            figures.fail("cleaning up after " + naming.apply(contender) + ": " + e);
        }
    }

    private List<C> order(int pair) {
        var order = new ArrayList<>(contenders);
        if (pair % 2 == 1) {
            Collections.reverse(order);
        }
        return order;
    }
}
