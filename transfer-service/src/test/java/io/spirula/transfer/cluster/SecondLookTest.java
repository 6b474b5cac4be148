package io.spirula.transfer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecondLookTest {

    private final Deque<Optional<String>> sights = new ArrayDeque<>();

    @Test
    void whatIsSeenIsNotLookedForAgain() {
        sights.addAll(List.of(Optional.of("first"), Optional.of("second")));
        assertThat(SecondLook.find(sights::pop)).contains("first");
        assertThat(sights).hasSize(1);
    }

    @Test
    void whatIsMissedOnceIsLookedForAgain() {
        sights.addAll(List.of(Optional.empty(), Optional.of("second")));
        assertThat(SecondLook.find(sights::pop)).contains("second");
    }

    @Test
    void whatIsMissedTwiceIsGone() {
        sights.addAll(List.of(Optional.empty(), Optional.empty(), Optional.of("third")));
        assertThat(SecondLook.find(sights::pop)).isEmpty();
    }
}
