package io.spirula.transfer.adoption;

import io.spirula.contracts.AdoptionId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.event.AdoptionRefusal;
import io.spirula.contracts.event.AdoptionRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.transfer.copy.Route;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Orders, the replicas found for them, and what was refused, as rows. */
@Component
public class AdoptionStore {

    private final JdbcClient jdbc;

    AdoptionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Does nothing when the order is known already. */
    void request(AdoptionRequested order) {
        jdbc.sql("""
                        insert into adoption (id, cluster, pool, namespace, tenant, deadline)
                        values (:id, :cluster, :pool, :namespace, :tenant, :deadline)
                        on conflict do nothing
                        """)
                .param("id", order.adoption().value())
                .param("cluster", order.cluster())
                .param("pool", order.pool())
                .param("namespace", order.namespace())
                .param("tenant", order.tenant())
                .param("deadline", at(order.deadline()))
                .update();
    }

    Optional<Adoption> find(AdoptionId id) {
        return jdbc.sql("select * from adoption where id = ?")
                .param(id.value())
                .query(AdoptionStore::adoption)
                .optional();
    }

    List<UUID> open(int limit) {
        return jdbc.sql("select id from adoption where ended_at is null order by deadline limit ?")
                .param(limit)
                .query(UUID.class)
                .list();
    }

    /** Why nothing could be done so far. */
    void trouble(AdoptionId id, Reason why) {
        jdbc.sql("update adoption set trouble_code = ?, trouble_text = ? where id = ? and ended_at is null")
                .params(why.code(), why.text(), id.value())
                .update();
    }

    void ended(AdoptionId id, Instant now) {
        jdbc.sql("update adoption set ended_at = ? where id = ? and ended_at is null")
                .params(at(now), id.value())
                .update();
    }

    void surveyed(AdoptionId id) {
        jdbc.sql("update adoption set surveyed = true, trouble_code = null, trouble_text = null where id = ?")
                .param(id.value())
                .update();
    }

    /** The route on which a replica is to be looked at. */
    static Route route(ReplicaIdentity identity, ImageRef replica) {
        return new Route(
                identity.lineage(),
                new TargetRef("", TargetType.RBD, replica.cluster(), replica.pool(), replica.namespace()).key());
    }

    void found(AdoptionId adoption, FoundImage image) {
        ReplicaIdentity identity = image.identity();
        jdbc.sql("""
                        insert into adoption_replica (adoption, fsid, pool_id, pool, namespace, image, name, lineage,
                            target_key, epoch, decided)
                        values (:adoption, :fsid, :poolId, :pool, :namespace, :image, :name, :lineage, :target, :epoch,
                            :decided)
                        on conflict do nothing
                        """)
                .param("adoption", adoption.value())
                .param("fsid", image.id().fsid())
                .param("poolId", image.id().pool())
                .param("pool", image.ref().pool())
                .param("namespace", image.id().namespace())
                .param("image", image.id().image())
                .param("name", image.ref().name())
                .param("lineage", identity == null ? null : identity.lineage().value())
                .param(
                        "target",
                        identity == null ? null : route(identity, image.ref()).targetKey())
                .param("epoch", identity == null ? null : identity.epoch())
                .param("decided", identity == null)
                .update();
    }

    /** The next replica to look at for any order, oldest generation first. */
    public Optional<PendingReplica> next(Route route, Instant now) {
        return jdbc.sql("""
                        select r.*, a.cluster, a.tenant from adoption_replica r join adoption a on a.id = r.adoption
                        where r.lineage = ? and r.target_key = ? and not r.decided
                          and (r.not_before is null or r.not_before <= ?)
                        order by r.epoch, r.adoption, r.image limit 1
                        """)
                .params(route.lineage().value(), route.targetKey(), at(now))
                .query(AdoptionStore::pending)
                .optional();
    }

    void postpone(PendingReplica replica, Instant until) {
        jdbc.sql("update adoption_replica set not_before = ? where adoption = ? and image = ? and not decided")
                .params(at(until), replica.adoption().value(), replica.image().image())
                .update();
    }

    /** Whether it was still to be decided: then it is now. */
    boolean decide(PendingReplica replica, int adopted, int known) {
        return jdbc.sql("""
                                update adoption_replica set adopted = ?, known = ?, decided = true
                                where adoption = ? and pool_id = ? and namespace = ? and image = ? and not decided
                                """)
                        .params(
                                adopted,
                                known,
                                replica.adoption().value(),
                                replica.image().pool(),
                                replica.image().namespace(),
                                replica.image().image())
                        .update()
                > 0;
    }

    /** Replicas that nobody looked at. */
    List<PendingReplica> undecided(AdoptionId adoption) {
        return jdbc.sql("""
                        select r.*, a.cluster, a.tenant from adoption_replica r join adoption a on a.id = r.adoption
                        where r.adoption = ? and not r.decided order by r.pool_id, r.namespace, r.image
                        """)
                .param(adoption.value())
                .query(AdoptionStore::pending)
                .list();
    }

    void refuse(AdoptionId adoption, ImageId image, ImageRef ref, @Nullable String snapshot, Reason why) {
        jdbc.sql("""
                        insert into adoption_refusal (adoption, image, ref, snapshot, code, text)
                        values (:adoption, :image, :ref, :snapshot, :code, :text)
                        """)
                .param("adoption", adoption.value())
                .param("image", image.text())
                .param("ref", ref.text())
                .param("snapshot", snapshot)
                .param("code", why.code())
                .param("text", why.text())
                .update();
    }

    List<AdoptionRefusal> refusals(AdoptionId adoption, int limit) {
        return jdbc.sql("select * from adoption_refusal where adoption = ? order by id limit ?")
                .params(adoption.value(), limit)
                .query((row, n) -> new AdoptionRefusal(
                        ImageId.parse(row.getString("image")),
                        ImageRef.parse(row.getString("ref")),
                        row.getString("snapshot"),
                        new Reason(row.getString("code"), row.getString("text"))))
                .list();
    }

    /**
     * What came of an order.
     *
     * @param replicas found
     * @param adopted points taken up
     * @param known points that were known
     * @param refused replicas and points left alone
     */
    record Tally(int replicas, int adopted, int known, int refused) {}

    Tally tally(AdoptionId adoption) {
        return jdbc.sql("""
                        select count(*) as replicas, coalesce(sum(adopted), 0) as adopted,
                            coalesce(sum(known), 0) as known,
                            (select count(*) from adoption_refusal where adoption = :id) as refused
                        from adoption_replica where adoption = :id
                        """)
                .param("id", adoption.value())
                .query((row, n) -> new Tally(
                        row.getInt("replicas"), row.getInt("adopted"), row.getInt("known"), row.getInt("refused")))
                .single();
    }

    private static Adoption adoption(ResultSet row, int n) throws SQLException {
        String code = row.getString("trouble_code");
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        return new Adoption(
                new AdoptionId(row.getObject("id", UUID.class)),
                row.getString("cluster"),
                row.getString("pool"),
                row.getString("namespace"),
                row.getString("tenant"),
                row.getObject("deadline", OffsetDateTime.class).toInstant(),
                row.getBoolean("surveyed"),
                code == null ? null : new Reason(code, row.getString("trouble_text")),
                ended == null ? null : ended.toInstant());
    }

    private static PendingReplica pending(ResultSet row, int n) throws SQLException {
        String namespace = row.getString("namespace");
        return new PendingReplica(
                new AdoptionId(row.getObject("adoption", UUID.class)),
                new Route(new LineageId(row.getObject("lineage", UUID.class)), row.getString("target_key")),
                new ImageId(row.getString("fsid"), row.getLong("pool_id"), namespace, row.getString("image")),
                new ImageRef(row.getString("cluster"), row.getString("pool"), namespace, row.getString("name")),
                row.getLong("epoch"),
                row.getString("tenant"));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
