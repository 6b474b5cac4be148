package io.spirula.transfer.replica;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Generations as rows. Changes belong into a transaction of the attempt that owns the lineage and target. */
@Component
public class ReplicaStore {

    private final JdbcClient jdbc;

    ReplicaStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Replica> find(UUID id) {
        return jdbc.sql("select * from replica where id = ?")
                .param(id)
                .query(ReplicaStore::read)
                .optional();
    }

    /** All generations of a lineage on a target that are not gone, oldest first. */
    public List<Replica> present(LineageId lineage, String targetKey) {
        return jdbc.sql("""
                        select * from replica where lineage = ? and target_key = ? and state <> 'GONE' order by epoch
                        """)
                .params(lineage.value(), targetKey)
                .query(ReplicaStore::read)
                .list();
    }

    /** Those on a cluster that increments go to, in a lasting order. */
    public List<Replica> current(String cluster) {
        return jdbc.sql("select * from replica where cluster = ? and state = 'CURRENT' order by id")
                .param(cluster)
                .query(ReplicaStore::read)
                .list();
    }

    /** The generation of that number, also one that is gone. */
    public Optional<Replica> generation(LineageId lineage, String targetKey, long epoch) {
        return jdbc.sql("select * from replica where lineage = ? and target_key = ? and epoch = ?")
                .params(lineage.value(), targetKey, epoch)
                .query(ReplicaStore::read)
                .optional();
    }

    /** All generations of a lineage on all targets, also those that are gone. */
    public List<Replica> ofLineage(LineageId lineage) {
        return jdbc.sql("select * from replica where lineage = ? order by target_key, epoch")
                .param(lineage.value())
                .query(ReplicaStore::read)
                .list();
    }

    /** Our record of an image, whatever it is called now; empty for an image that is not ours. */
    public Optional<Replica> owning(ImageId image) {
        return jdbc.sql("""
                        select * from replica
                        where fsid = ? and pool_id = ? and namespace = ? and image = ? and state <> 'GONE'
                        """)
                .params(image.fsid(), image.pool(), image.namespace(), image.image())
                .query(ReplicaStore::read)
                .optional();
    }

    /**
     * Lets nobody else begin a generation in a place until the transaction ends. What is read from then on tells of all that
     * were begun there.
     */
    public void lockPlace(String fsid, long poolId, String namespace) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param(fsid + "/" + poolId + "/" + namespace)
                .query((ResultSet row) -> {});
    }

    /** Generations of all lineages that are being seeded and get a name when they are complete. */
    public List<Replica> seeding(String fsid, long poolId, String namespace, String wantedName) {
        return jdbc.sql("""
                        select * from replica
                        where fsid = ? and pool_id = ? and namespace = ? and wanted_name = ? and state = 'BUILDING'
                        order by id
                        """)
                .params(fsid, poolId, namespace, wantedName)
                .query(ReplicaStore::read)
                .list();
    }

    /** Generations of all lineages on a target that have a name, as far as is recorded, or get it when they are complete. */
    public List<Replica> calledOrToBeCalled(String targetKey, String name) {
        return jdbc.sql("""
                        select * from replica
                        where target_key = :target and state <> 'GONE'
                            and (name = :name or (wanted_name = :name and state = 'BUILDING'))
                        order by id
                        """)
                .param("target", targetKey)
                .param("name", name)
                .query(ReplicaStore::read)
                .list();
    }

    /** Whether a generation that is not gone was called so last. */
    public boolean hasNamed(String fsid, long poolId, String namespace, String name) {
        return jdbc.sql("""
                        select exists (select 1 from replica
                        where fsid = ? and pool_id = ? and namespace = ? and name = ? and state <> 'GONE')
                        """)
                .params(fsid, poolId, namespace, name)
                .query(Boolean.class)
                .single();
    }

    /** The number for a new generation: greater than all of its lineage on the target, and of all that want its name. */
    public long nextEpoch(LineageId lineage, String targetKey, String wantedName) {
        return jdbc.sql("""
                        select coalesce(max(epoch), 0) + 1 from replica
                        where target_key = ? and (lineage = ? or wanted_name = ?)
                        """)
                .params(targetKey, lineage.value(), wantedName)
                .query(Long.class)
                .single();
    }

    public void insert(Replica replica) {
        jdbc.sql("""
                        insert into replica (id, lineage, target_key, source, cluster, fsid, pool_id, namespace, image,
                            name, wanted_name, epoch, state, seeding)
                        values (:id, :lineage, :target, :source, :cluster, :fsid, :pool, :namespace, :image,
                            :name, :wanted, :epoch, :state, :seeding)
                        """)
                .param("id", replica.id())
                .param("lineage", replica.lineage().value())
                .param("target", replica.targetKey())
                .param("source", replica.source().text())
                .param("cluster", replica.cluster())
                .param("fsid", replica.fsid())
                .param("pool", replica.poolId())
                .param("namespace", replica.namespace())
                .param("image", replica.image())
                .param("name", replica.name())
                .param("wanted", replica.wantedName())
                .param("epoch", replica.epoch())
                .param("state", replica.state().name())
                .param("seeding", replica.seeding().value())
                .update();
    }

    public void created(UUID id, String image) {
        jdbc.sql("update replica set image = ? where id = ?").params(image, id).update();
    }

    public void named(UUID id, String name) {
        jdbc.sql("update replica set name = ? where id = ?").params(name, id).update();
    }

    /** It lost its name to another replica and does not want it back. */
    public void movedAside(UUID id, String name) {
        jdbc.sql("update replica set name = ?, wanted_name = ? where id = ?")
                .params(name, name, id)
                .update();
    }

    /** So much data was written to make one more of its points. */
    public void wrote(UUID id, long bytes) {
        jdbc.sql("update replica set moved_bytes = moved_bytes + ? where id = ?")
                .params(bytes, id)
                .update();
    }

    public void become(UUID id, ReplicaState state) {
        jdbc.sql("update replica set state = ? where id = ?")
                .params(state.name(), id)
                .update();
        if (state == ReplicaState.GONE) {
            jdbc.sql("delete from replica_writer where replica = ?").param(id).update();
        }
    }

    /** Increments go to it from now on, and to the one before it no more. */
    public void promote(Replica replica) {
        present(replica.lineage(), replica.targetKey()).stream()
                .filter(other -> other.state() == ReplicaState.CURRENT)
                .forEach(former -> become(former.id(), ReplicaState.RETIRED));
        become(replica.id(), ReplicaState.CURRENT);
    }

    /** Who may have writes in flight or hold the lock, oldest first; empty after a clean end. */
    public List<Writer> writers(UUID id) {
        return jdbc.sql("select address, attempt, fenced_until from replica_writer where replica = ?"
                        + " order by attempt, address")
                .param(id)
                .query((row, n) -> {
                    OffsetDateTime until = row.getObject("fenced_until", OffsetDateTime.class);
                    return new Writer(
                            row.getString("address"), row.getLong("attempt"), until == null ? null : until.toInstant());
                })
                .list();
    }

    /**
     * Remembers how long one of them is shut out of the cluster.
     *
     * @param until null when that is not certain any more
     */
    public void fenced(UUID id, String address, @Nullable Instant until) {
        jdbc.sql("update replica_writer set fenced_until = :until where replica = :replica and address = :address")
                .param("until", until == null ? null : until.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("replica", id)
                .param("address", address)
                .update();
    }

    /** Remembers one more who may have writes in flight from now on. */
    public void writtenBy(UUID id, Writer writer) {
        jdbc.sql("""
                        insert into replica_writer (replica, address, attempt) values (?, ?, ?)
                        on conflict (replica, address) do update set attempt = excluded.attempt
                        """).params(id, writer.address(), writer.attempt()).update();
    }

    /** One of them has the lock: those before it are shut out and hold nothing any more. */
    public void writtenOnlyBy(UUID id, Writer holder) {
        jdbc.sql("delete from replica_writer where replica = ? and address <> ?")
                .params(id, holder.address())
                .update();
    }

    /** It has no writes in flight and does not hold the lock. Others before it stay: see {@link #writtenOnlyBy}. */
    public void endedCleanly(UUID id, Writer writer) {
        jdbc.sql("delete from replica_writer where replica = ? and address = ?")
                .params(id, writer.address())
                .update();
    }

    private static Replica read(ResultSet row, int n) throws SQLException {
        return new Replica(
                row.getObject("id", UUID.class),
                new LineageId(row.getObject("lineage", UUID.class)),
                row.getString("target_key"),
                ImageId.parse(row.getString("source")),
                row.getString("cluster"),
                row.getString("fsid"),
                row.getLong("pool_id"),
                row.getString("namespace"),
                row.getString("image"),
                row.getString("name"),
                row.getString("wanted_name"),
                row.getLong("epoch"),
                ReplicaState.valueOf(row.getString("state")),
                new PointId(row.getObject("seeding", UUID.class)));
    }
}
