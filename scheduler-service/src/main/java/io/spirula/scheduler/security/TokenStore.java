package io.spirula.scheduler.security;

import static io.spirula.scheduler.db.Sql.instant;
import static io.spirula.scheduler.db.Sql.instantOrNull;
import static io.spirula.scheduler.db.Sql.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Tokens in PostgreSQL; of their secrets only the hashes. */
@Repository
class TokenStore {

    private final JdbcClient jdbc;

    TokenStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** False when the name is taken. */
    boolean insert(Token token, byte[] hash) {
        return jdbc.sql("""
                        insert into token (id, name, hash, role, tenant, created_by, created_at)
                        values (:id, :name, :hash, :role, :tenant, :by, :at) on conflict do nothing
                        """)
                        .param("id", token.id())
                        .param("name", token.name())
                        .param("hash", hash)
                        .param("role", token.role().name())
                        .param("tenant", token.tenant())
                        .param("by", token.createdBy())
                        .param("at", time(token.createdAt()))
                        .update()
                > 0;
    }

    Optional<Token> findValid(byte[] hash) {
        return jdbc.sql("select * from token where hash = :hash and revoked_at is null")
                .param("hash", hash)
                .query(TokenStore::token)
                .optional();
    }

    Optional<Token> find(UUID id) {
        return jdbc.sql("select * from token where id = :id")
                .param("id", id)
                .query(TokenStore::token)
                .optional();
    }

    List<Token> all() {
        return jdbc.sql("select * from token order by name, created_at")
                .query(TokenStore::token)
                .list();
    }

    /** Whether there is one that was not revoked. */
    boolean renew(UUID id, byte[] hash) {
        return jdbc.sql("update token set hash = :hash where id = :id and revoked_at is null")
                        .param("id", id)
                        .param("hash", hash)
                        .update()
                > 0;
    }

    void revoke(UUID id, Instant at) {
        jdbc.sql("update token set revoked_at = :at where id = :id and revoked_at is null")
                .param("id", id)
                .param("at", time(at))
                .update();
    }

    private static Token token(ResultSet row, int number) throws SQLException {
        return new Token(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getString("tenant"),
                row.getString("created_by"),
                instant(row, "created_at"),
                instantOrNull(row, "revoked_at"));
    }
}
