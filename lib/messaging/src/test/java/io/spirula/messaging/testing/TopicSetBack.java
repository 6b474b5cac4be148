package io.spirula.messaging.testing;

import io.spirula.contracts.event.Topic;
import io.spirula.messaging.inbox.ReadAgain;
import io.spirula.messaging.inbox.Replay;
import java.util.EnumSet;
import java.util.Set;

/** Topics that were set back and, until a test says so, are not yet read as far as they were. */
public final class TopicSetBack implements Replay, ReadAgain {

    private final Set<Topic> underWay = EnumSet.noneOf(Topic.class);

    @Override
    public void fromBeginning(Set<Topic> topics) {
        underWay.addAll(topics);
    }

    @Override
    public boolean isUnderWay(Topic topic) {
        return underWay.contains(topic);
    }

    public void isRead() {
        underWay.clear();
    }
}
