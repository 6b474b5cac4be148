package io.spirula.restore.command;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.RestoreId;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * How restores ended, as was told: after the database was set back none of them ends twice, and none is made again. Only
 * from then on an image is let go of.
 */
@Repository
class ToldEnds {

    private final JdbcClient jdbc;

    ToldEnds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One that is open as far as is recorded has ended; of one that is not recorded it is remembered.
     *
     * @param reads whether its image still reads through to the replica
     */
    void record(RestoreId restore, RestoreState state, @Nullable ImageId image, boolean reads, Instant endedAt) {
        jdbc.sql("""
                        insert into told_end (restore, state, image, ended_at, unfinished)
                        select :restore, :state, :image, :at, :unfinished
                        where not exists (select 1 from restore where restore = :restore
                            and state in ('completed', 'failed', 'cancelled'))
                        on conflict do nothing
                        """)
                .param("restore", restore.value())
                .param("state", state.stored())
                .param("image", image == null ? null : image.text())
                .param("at", endedAt.atOffset(ZoneOffset.UTC))
                .param("unfinished", reads)
                .update();
        apply(restore);
        jdbc.sql("update restore set to_let_go = true where restore = :restore and state = 'completed'")
                .param("restore", restore.value())
                .update();
    }

    /** Its image stands alone. */
    void flattened(RestoreId restore) {
        jdbc.sql("update told_end set unfinished = false where restore = :restore and state = 'completed'")
                .param("restore", restore.value())
                .update();
        jdbc.sql(
                        "update restore set unfinished = false where restore = :restore and state = 'completed' and unfinished")
                .param("restore", restore.value())
                .update();
    }

    /** Whether it is recorded now, and had ended already. */
    boolean apply(RestoreId restore) {
        return jdbc.sql("""
                        with told as (
                            delete from told_end t using restore r
                            where t.restore = :restore and r.restore = t.restore returning t.*)
                        update restore set state = told.state, image = coalesce(told.image, restore.image),
                            ended_at = told.ended_at, to_let_go = told.state = 'completed',
                            unfinished = case told.state when 'completed' then told.unfinished else restore.intended end
                        from told where restore.restore = told.restore
                        """).param("restore", restore.value()).update() == 1;
    }
}
