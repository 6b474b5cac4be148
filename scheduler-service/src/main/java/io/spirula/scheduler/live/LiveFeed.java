package io.spirula.scheduler.live;

import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The last events of all topics, and who watches them. Bounded; nobody who watches can hold it up. Safe for use by many threads. */
@Component
class LiveFeed {

    private final int buffer;
    private final int mostWatchers;
    private final int mostOfOne;
    private final Deque<LiveEvent> last = new ArrayDeque<>();
    private final Map<Watcher, Caller> watchers = new LinkedHashMap<>();

    LiveFeed(SchedulerProperties properties) {
        this.buffer = properties.live().buffer();
        this.mostWatchers = properties.live().clients();
        this.mostOfOne = properties.live().clientsPerToken();
    }

    /** Takes events; must not block. */
    interface Watcher {

        void take(LiveEvent event);
    }

    synchronized void publish(LiveEvent event) {
        last.addLast(event);
        if (last.size() > buffer) {
            last.removeFirst();
        }
        List.copyOf(watchers.keySet()).forEach(watcher -> watcher.take(event));
    }

    /**
     * Hands over what came after an event, then all that comes.
     *
     * @param after the last event seen; null to begin now. If it is not remembered any more, all that is remembered is handed
     *     over
     * @throws Refusal when too many watch already, or too many of this caller
     */
    synchronized void watch(Caller caller, Watcher watcher, @Nullable UUID after) {
        if (watchers.values().stream().filter(caller::equals).count() >= mostOfOne) {
            throw Refusal.of(
                    ProblemCode.TOO_MANY,
                    mostOfOne + " clients watch events with token " + caller.name()
                            + " already; close one, or raise spirula.live.clients-per-token");
        }
        if (watchers.size() >= mostWatchers) {
            throw Refusal.of(
                    ProblemCode.TOO_MANY,
                    mostWatchers + " clients watch events already; close one, or raise spirula.live.clients");
        }
        if (after != null) {
            since(after).forEach(watcher::take);
        }
        watchers.put(watcher, caller);
    }

    synchronized void leave(Watcher watcher) {
        watchers.remove(watcher);
    }

    /** The last ones that match, oldest first. */
    synchronized List<LiveEvent> last(int limit, Predicate<LiveEvent> filter) {
        List<LiveEvent> matching = last.stream().filter(filter).toList();
        return List.copyOf(matching.subList(Math.max(0, matching.size() - limit), matching.size()));
    }

    synchronized int watching() {
        return watchers.size();
    }

    private List<LiveEvent> since(UUID after) {
        List<LiveEvent> newer = new ArrayList<>();
        boolean found = false;
        for (LiveEvent event : last) {
            if (found) {
                newer.add(event);
            }
            found |= event.id().equals(after);
        }
        return found ? newer : List.copyOf(last);
    }
}
