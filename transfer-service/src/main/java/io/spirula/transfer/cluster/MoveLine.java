package io.spirula.transfer.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who may move next. There are so many places with each cluster, and a move takes one with each that it reads or writes. Who
 * finds none free stands in line and is called when it has its turn: a copy before a comparison, then whoever waited longest,
 * unless a cluster that it needs is full while those of a later one are not. First copies take long, so they leave a place with
 * each cluster to others, where there is more than one; those of the same point go on together all the same. The place of one
 * that was called is kept for a moment. Thread-safe.
 */
final class MoveLine {

    /** Who was called and does not come had its work taken away, or is with another instance. */
    static final Duration KEPT = Duration.ofSeconds(3);

    private final ToIntFunction<String> places;
    private final InstantSource clock;
    private final Map<String, Integer> taken = new HashMap<>();
    /** For each cluster, what first copies that have places are made of, and how many of it there are. */
    private final Map<String, Map<UUID, Integer>> seeding = new HashMap<>();

    private final Map<UUID, MoveWaiter> waiting = new HashMap<>();
    private final TreeSet<MoveWaiter> line = new TreeSet<>(Comparator.comparingInt(MoveWaiter::rank)
            .thenComparing(MoveWaiter::since)
            .thenComparing(MoveWaiter::id));
    private final Map<UUID, Called> called = new HashMap<>();

    private record Called(MoveWaiter waiter, Instant keptUntil) {}

    /**
     * @param places how many there are with a cluster
     */
    MoveLine(ToIntFunction<String> places, InstantSource clock) {
        this.places = places;
        this.clock = clock;
    }

    /** Takes a place; empty when it is not its turn: it will be called. */
    synchronized Optional<MovePlace> enter(MoveWaiter waiter) {
        withdrawLate();
        Called earlier = called.remove(waiter.id());
        if (earlier != null && earlier.waiter().clusters().equals(waiter.clusters())) {
            return Optional.of(place(earlier.waiter()));
        }
        if (earlier != null) {
            giveBack(earlier.waiter());
        }
        stand(waiter);
        call(waiter.id());
        return Optional.ofNullable(called.remove(waiter.id())).map(mine -> place(mine.waiter()));
    }

    /** It does not wait any more. */
    synchronized void withdraw(UUID id) {
        leaveLine(id);
        Called earlier = called.remove(id);
        if (earlier != null) {
            giveBack(earlier.waiter());
            call(null);
        }
    }

    /** Moves that go on with a cluster. */
    synchronized int moves(String cluster) {
        long kept = called.values().stream()
                .filter(each -> each.waiter().clusters().contains(cluster))
                .count();
        return taken.getOrDefault(cluster, 0) - (int) kept;
    }

    private boolean isFull(String cluster) {
        return taken.getOrDefault(cluster, 0) >= places.applyAsInt(cluster);
    }

    private MovePlace place(MoveWaiter waiter) {
        return new MovePlace(() -> leave(waiter));
    }

    private synchronized void leave(MoveWaiter waiter) {
        giveBack(waiter);
        withdrawLate();
        call(null);
    }

    /** Gives places to all whose turn it is. */
    private void call(@Nullable UUID present) {
        List<MoveWaiter> next = new ArrayList<>();
        for (Iterator<MoveWaiter> each = line.iterator(); each.hasNext(); ) {
            MoveWaiter waiter = each.next();
            if (waiter.clusters().stream().allMatch(cluster -> mayTake(cluster, waiter.seeding()))) {
                each.remove();
                waiting.remove(waiter.id());
                count(waiter, 1);
                called.put(waiter.id(), new Called(waiter, clock.instant().plus(KEPT)));
                next.add(waiter);
            }
        }
        next.stream()
                .filter(waiter -> !waiter.id().equals(present))
                .forEach(waiter -> waiter.call().run());
    }

    /**
     * Whether there is a place with a cluster.
     *
     * @param seed what a first copy is made of; null for any other work
     */
    synchronized boolean mayTake(String cluster, @Nullable UUID seed) {
        Map<UUID, Integer> seeds = seeding.getOrDefault(cluster, Map.of());
        boolean leavesAPlace =
                seed == null || seeds.containsKey(seed) || seeds.size() < Math.max(1, places.applyAsInt(cluster) - 1);
        return leavesAPlace && !isFull(cluster);
    }

    private void count(MoveWaiter waiter, int places) {
        for (String cluster : waiter.clusters()) {
            taken.merge(cluster, places, Integer::sum);
            if (waiter.seeding() != null) {
                seeding.computeIfAbsent(cluster, none -> new HashMap<>())
                        .merge(waiter.seeding(), places, (before, more) -> before + more == 0 ? null : before + more);
            }
        }
    }

    private void stand(MoveWaiter waiter) {
        leaveLine(waiter.id());
        waiting.put(waiter.id(), waiter);
        line.add(waiter);
    }

    private void leaveLine(UUID id) {
        MoveWaiter before = waiting.remove(id);
        if (before != null) {
            line.remove(before);
        }
    }

    private void withdrawLate() {
        Instant now = clock.instant();
        List<Called> late = called.values().stream()
                .filter(each -> !each.keptUntil().isAfter(now))
                .toList();
        late.forEach(each -> {
            called.remove(each.waiter().id());
            giveBack(each.waiter());
        });
    }

    private void giveBack(MoveWaiter waiter) {
        count(waiter, -1);
    }
}
