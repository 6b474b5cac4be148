package io.spirula.transfer.copy;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.outbox.Retelling;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every copy as it is, and what it let go of. */
@Component
class CopyRetelling implements Retelling {

    private final CopyStore copies;
    private final CopyTransitions transitions;

    CopyRetelling(CopyStore copies, CopyTransitions transitions) {
        this.copies = copies;
        this.transitions = transitions;
    }

    @Override
    public Topic topic() {
        return Topic.COPY;
    }

    @Override
    public Optional<String> tellAfter(@Nullable String key) {
        Optional<CopyId> next = copies.idsAfter(key == null ? null : CopyId.parse(key), 1).stream()
                .findFirst();
        next.flatMap(copies::lock).ifPresent(transitions::retell);
        return next.map(CopyId::toString);
    }
}
