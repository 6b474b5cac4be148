package io.spirula.transfer.checkpoint;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.mover.Base;
import io.spirula.mover.plan.MoveIdentity;
import io.spirula.mover.replica.ReplicaIdentity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Checkpoints as rows. Changes belong into a transaction of the attempt that owns the lineage and target. */
@Component
class CheckpointStore {

    private final JdbcClient jdbc;

    CheckpointStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws IllegalArgumentException if what is there makes no sense */
    Optional<Checkpoint> of(UUID replica) {
        return jdbc.sql("select * from move_checkpoint where replica = ?")
                .param(replica)
                .query(CheckpointStore::read)
                .optional();
    }

    /** What has to be told of those that go. */
    record Gone(CopyId copy, long attempt, OffsetDateTime since, long written) {}

    List<Gone> removeOf(UUID replica) {
        return jdbc.sql("delete from move_checkpoint where replica = ? returning copy, attempt, since, written")
                .param(replica)
                .query(CheckpointStore::gone)
                .list();
    }

    List<Gone> removeOf(CopyId copy) {
        return jdbc.sql("delete from move_checkpoint where copy = ? returning copy, attempt, since, written")
                .param(copy.value())
                .query(CheckpointStore::gone)
                .list();
    }

    void insert(Checkpoint checkpoint) {
        MoveIdentity move = checkpoint.move();
        Base base = move.base();
        jdbc.sql("""
                        insert into move_checkpoint (replica, copy, attempt, since, format, lineage, source, epoch, image,
                            end_snapshot, base_source_snapshot, base_target_snapshot, size)
                        values (:replica, :copy, :attempt, :since, :format, :lineage, :source, :epoch, :image,
                            :end, cast(:baseSource as bigint), cast(:baseTarget as bigint), :size)
                        """)
                .param("replica", checkpoint.replica())
                .param("copy", checkpoint.copy().value())
                .param("attempt", checkpoint.attempt())
                .param("since", checkpoint.since().atOffset(ZoneOffset.UTC))
                .param("format", move.format())
                .param("lineage", move.replica().lineage().value())
                .param("source", move.replica().source().text())
                .param("epoch", move.replica().epoch())
                .param("image", move.image().text())
                .param("end", move.end())
                .param("baseSource", base == null ? null : base.sourceSnapshotId())
                .param("baseTarget", base == null ? null : base.targetSnapshotId())
                .param("size", move.size())
                .update();
    }

    void moved(UUID replica) {
        jdbc.sql("update move_checkpoint set moved = true where replica = ?")
                .param(replica)
                .update();
    }

    void proven(UUID replica, long snapshot, long chunks) {
        jdbc.sql("update move_checkpoint set replica_snapshot = ?, proven = ? where replica = ?")
                .params(snapshot, chunks, replica)
                .update();
    }

    void takenOver(UUID replica, long attempt) {
        jdbc.sql("update move_checkpoint set attempt = ?, moved = false where replica = ?")
                .params(attempt, replica)
                .update();
    }

    /**
     * Adds chunks, in place of any that were added behind the first so many.
     *
     * @param written bytes of data for all chunks until then
     */
    void append(UUID replica, long firstChunk, byte[] records, byte[] digest, long chunks, long written) {
        jdbc.sql("delete from move_checkpoint_part where replica = ? and first_chunk >= ?")
                .params(replica, firstChunk)
                .update();
        jdbc.sql("insert into move_checkpoint_part (replica, first_chunk, records, digest) values (?, ?, ?, ?)")
                .params(replica, firstChunk, records, digest)
                .update();
        jdbc.sql("update move_checkpoint set chunks = ?, written = ? where replica = ?")
                .params(chunks, written, replica)
                .update();
    }

    /** @param records as they were added; not checked */
    record Part(byte[] records, byte[] digest) {}

    Optional<Part> part(UUID replica, long firstChunk) {
        return jdbc.sql("select records, digest from move_checkpoint_part where replica = ? and first_chunk = ?")
                .params(replica, firstChunk)
                .query((row, n) -> new Part(row.getBytes("records"), row.getBytes("digest")))
                .optional();
    }

    private static Gone gone(ResultSet row, int n) throws SQLException {
        return new Gone(
                new CopyId(row.getObject("copy", UUID.class)),
                row.getLong("attempt"),
                row.getObject("since", OffsetDateTime.class),
                row.getLong("written"));
    }

    private static Checkpoint read(ResultSet row, int n) throws SQLException {
        return new Checkpoint(
                row.getObject("replica", UUID.class),
                new CopyId(row.getObject("copy", UUID.class)),
                row.getLong("attempt"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                new MoveIdentity(
                        new ReplicaIdentity(
                                new LineageId(row.getObject("lineage", UUID.class)),
                                ImageId.parse(row.getString("source")),
                                row.getLong("epoch")),
                        ImageId.parse(row.getString("image")),
                        row.getLong("end_snapshot"),
                        base(row),
                        row.getLong("size"),
                        row.getInt("format")),
                row.getLong("chunks"),
                row.getLong("written"),
                row.getBoolean("moved"),
                row.getObject("replica_snapshot", Long.class),
                row.getLong("proven"));
    }

    private static @Nullable Base base(ResultSet row) throws SQLException {
        Long source = row.getObject("base_source_snapshot", Long.class);
        Long target = row.getObject("base_target_snapshot", Long.class);
        return source == null || target == null ? null : new Base(source, target);
    }
}
