package io.spirula.scheduler.live;

import io.spirula.scheduler.settings.SchedulerProperties;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The last events of all topics, and who watches them. Bounded; nobody who watches can hold it up. Safe for use by many threads. */
@Component
class LiveFeed {

    private final int buffer;
    private final int mostWatchers;
    private final Deque<LiveEvent> last = new ArrayDeque<>();
    private final Set<Watcher> watchers = new LinkedHashSet<>();

    LiveFeed(SchedulerProperties properties) {
        this.buffer = properties.live().buffer();
        this.mostWatchers = properties.live().clients();
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
        List.copyOf(watchers).forEach(watcher -> watcher.take(event));
    }

    /**
     * Hands over what came after an event, then all that comes.
     *
     * @param after the last event seen; null to begin now. If it is not remembered any more, all that is remembered is handed
     *     over
     * @return false when too many watch already
     */
    synchronized boolean watch(Watcher watcher, @Nullable UUID after) {
        if (watchers.size() >= mostWatchers) {
            return false;
        }
        if (after != null) {
            since(after).forEach(watcher::take);
        }
        watchers.add(watcher);
        return true;
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
