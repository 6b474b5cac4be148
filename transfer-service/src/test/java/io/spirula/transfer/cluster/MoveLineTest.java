package io.spirula.transfer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MoveLineTest {

    private static final Instant BEGINNING = Instant.parse("2026-03-01T12:00:00Z");

    private final List<UUID> called = new ArrayList<>();
    private Instant now = BEGINNING;
    private final MoveLine line = new MoveLine(cluster -> 2, () -> now);

    @Test
    void aPlaceThatIsGivenBackIsForWhoeverWaitedLongest() {
        MovePlace first = enter(waiter(1)).orElseThrow();
        assertThat(enter(waiter(2))).isPresent();
        MoveWaiter late = waiter(9);
        MoveWaiter early = waiter(3);
        assertThat(enter(late)).isEmpty();
        assertThat(enter(early)).isEmpty();

        first.close();

        assertThat(called).containsExactly(early.id());
        assertThat(enter(late)).isEmpty();
        assertThat(enter(waiter(10))).as("one that comes by").isEmpty();
        assertThat(enter(early)).isPresent();
    }

    @Test
    void aPlaceGivenBackTwiceIsOnePlace() {
        MovePlace first = enter(waiter(1)).orElseThrow();
        assertThat(enter(waiter(2))).isPresent();
        first.close();
        first.close();
        assertThat(enter(waiter(3))).isPresent();
        assertThat(enter(waiter(4))).isEmpty();
        assertThat(line.moves("b")).isEqualTo(2);
    }

    @Test
    void whoWasCalledAndDoesNotComeKeepsItsPlaceForAMomentOnly() {
        MovePlace first = enter(waiter(1)).orElseThrow();
        assertThat(enter(waiter(2))).isPresent();
        MoveWaiter away = waiter(3);
        MoveWaiter next = waiter(4);
        enter(away);
        enter(next);
        first.close();
        assertThat(line.moves("b")).isEqualTo(1);

        now = now.plus(MoveLine.KEPT);

        assertThat(enter(next)).isPresent();
        assertThat(enter(away)).as("its place is gone, it stands in line again").isEmpty();
    }

    @Test
    void whoDoesNotWaitAnyMoreIsNotCalled() {
        MovePlace first = enter(waiter(1)).orElseThrow();
        assertThat(enter(waiter(2))).isPresent();
        MoveWaiter gone = waiter(3);
        MoveWaiter alsoGone = waiter(4);
        MoveWaiter next = waiter(5);
        enter(gone);
        enter(alsoGone);
        enter(next);
        line.withdraw(gone.id());
        first.close();
        line.withdraw(alsoGone.id());
        assertThat(called).containsExactly(alsoGone.id(), next.id());
        assertThat(enter(next)).isPresent();
    }

    @Test
    void aClusterThatIsFullHoldsUpOnlyThoseThatNeedIt() {
        assertThat(enter(waiter(1, "a", "b"))).isPresent();
        assertThat(enter(waiter(2, "c", "b"))).isPresent();
        assertThat(enter(waiter(3, "a", "b"))).isEmpty();
        assertThat(line.moves("a")).as("no place is taken where there is one").isEqualTo(1);
        assertThat(enter(waiter(4, "a", "d"))).isPresent();
    }

    @Test
    void firstCopiesLeaveAPlaceToOthers() {
        MovePlace seed = enter(seeding(1, 100)).orElseThrow();
        MoveWaiter other = seeding(2, 200);
        assertThat(enter(other)).isEmpty();
        assertThat(enter(waiter(3))).isPresent();
        assertThat(enter(waiter(4))).as("full").isEmpty();

        seed.close();

        assertThat(called).as("who waited longest, now that no other seeds").containsExactly(other.id());
    }

    @Test
    void firstCopiesOfOnePointMayTakeAllPlaces() {
        MovePlace first = enter(seeding(1, 100)).orElseThrow();
        MovePlace second = enter(seeding(2, 100)).orElseThrow();
        assertThat(enter(waiter(3))).isEmpty();
        first.close();
        assertThat(enter(seeding(4, 200))).as("one of them still goes on").isEmpty();
        second.close();
        assertThat(enter(seeding(4, 200))).isPresent();
    }

    @Test
    void whereThereIsOnePlaceFirstCopiesTakeIt() {
        MoveLine narrow = new MoveLine(cluster -> 1, () -> now);
        assertThat(narrow.enter(seeding(1, 100))).isPresent();
        assertThat(narrow.enter(waiter(2))).isEmpty();
    }

    @Test
    void aMoveWithinAClusterTakesOnePlace() {
        MoveLine narrow = new MoveLine(cluster -> 1, () -> now);
        assertThat(narrow.enter(waiter(1, "a"))).isPresent();
        assertThat(narrow.enter(waiter(2, "a"))).isEmpty();
    }

    @Test
    void whateverComesNeverMoreThanThePlacesAreTakenAndEverybodyHasItsTurn() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Deque<MoveWaiter> todo = new ArrayDeque<>();
        for (int i = 0; i < 300; i++) {
            UUID point = random.nextBoolean() ? new UUID(1, random.nextInt(200)) : null;
            todo.add(waiter(i, point, random.nextBoolean() ? "a" : "c", random.nextBoolean() ? "b" : "d"));
        }
        List<MovePlace> held = new ArrayList<>();
        int steps = 0;
        while (!todo.isEmpty()) {
            MoveWaiter next = todo.poll();
            enter(next).ifPresentOrElse(held::add, () -> todo.add(next));
            for (String cluster : List.of("a", "b", "c", "d")) {
                assertThat(line.moves(cluster)).isBetween(0, 2);
            }
            if (random.nextBoolean() && !held.isEmpty()) {
                held.remove(random.nextInt(held.size())).close();
            }
            now = now.plusMillis(random.nextInt(500));
            assertThat(++steps).isLessThan(200_000);
        }
        held.forEach(MovePlace::close);
        for (String cluster : List.of("a", "b", "c", "d")) {
            assertThat(line.moves(cluster)).isZero();
        }
    }

    private Optional<MovePlace> enter(MoveWaiter waiter) {
        return line.enter(waiter);
    }

    private MoveWaiter waiter(int second) {
        return waiter(second, "a", "b");
    }

    private MoveWaiter waiter(int second, String... clusters) {
        return waiter(second, null, clusters);
    }

    private MoveWaiter seeding(int second, int point) {
        return waiter(second, new UUID(1, point), "a", "b");
    }

    private MoveWaiter waiter(int second, @Nullable UUID seeding, String... clusters) {
        UUID id = new UUID(0, second);
        return new MoveWaiter(id, BEGINNING.plusSeconds(second), seeding, Set.of(clusters), () -> called.add(id));
    }
}
