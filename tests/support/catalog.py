"""What a database is made of, read from PostgreSQL's catalogue, so that two databases can be compared.

`schema_of` gives every object of the schema `public` by kind and name, each with its whole definition as text; what
belongs to an extension is left out. Two databases are alike if the results are equal; `differences` says where not.
"""

import asyncpg

Schema = dict[str, dict[str, str]]

TABLE = "c.relnamespace = 'public'::regnamespace"
OF_AN_EXTENSION = "select objid from pg_depend where deptype = 'e'"


def _grants(owner: str, rights: str, kind: str) -> str:
    """Who may do what, also where nothing was granted yet: `reader=SELECT, reader=UPDATE with grant option`."""
    return f"""(
        select string_agg(
          case grantee when 0 then 'public' else grantee::regrole::text end || '=' || privilege_type
          || case when is_grantable then ' with grant option' else '' end, ', '
          order by grantee = 0, grantee::regrole::text, privilege_type)
        from aclexplode(coalesce({rights}, acldefault('{kind}', {owner}))))"""


QUERIES = {
    "schema": f"""
        select nspname, concat_ws(' ', 'owner', nspowner::regrole, {_grants("nspowner", "nspacl", "n")})
        from pg_namespace where nspname = 'public'""",
    "extension": "select extname, extnamespace::regnamespace::text from pg_extension",
    "relation": f"""
        select c.relname, concat_ws(' ', 'kind', c.relkind, c.relpersistence, 'owner', c.relowner::regrole,
          'row security', c.relrowsecurity, 'forced', c.relforcerowsecurity, 'options', c.reloptions,
          'replica identity', c.relreplident,
          'view', case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end, 'inherits',
          (select string_agg(inhparent::regclass::text, ',') from pg_inherits where inhrelid = c.oid))
        from pg_class c where {TABLE} and c.relkind <> 'i' and c.oid not in ({OF_AN_EXTENSION})""",
    "grant": f"""
        select c.relname, {_grants("c.relowner", "c.relacl", "r")}
        from pg_class c where {TABLE} and c.relkind in ('r', 'p', 'v', 'm') union all
        select c.relname, {_grants("c.relowner", "c.relacl", "s")}
        from pg_class c where {TABLE} and c.relkind = 'S'""",
    "column": f"""
        select c.relname || '.' || a.attname, concat_ws(' ',
          'place', row_number() over (partition by c.oid order by a.attnum),
          format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
          'default', pg_get_expr(d.adbin, d.adrelid), 'identity', a.attidentity, 'generated', a.attgenerated,
          'storage', a.attstorage, 'compression', a.attcompression, 'options', a.attoptions,
          'statistics', nullif(a.attstattarget, -1),
          'collation', nullif(a.attcollation, t.typcollation)::regcollation)
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
        left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
        where {TABLE} and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped""",
    "column grant": f"""
        select c.relname || '.' || a.attname, {_grants("c.relowner", "a.attacl", "c")}
        from pg_attribute a join pg_class c on c.oid = a.attrelid where {TABLE} and a.attacl is not null""",
    "constraint": f"""
        select c.relname || '.' || k.conname, concat_ws(' ', pg_get_constraintdef(k.oid),
          'deferrable', k.condeferrable, 'deferred', k.condeferred, 'validated', k.convalidated,
          'inherited', k.coninhcount)
        from pg_constraint k join pg_class c on c.oid = k.conrelid where {TABLE} and k.contype <> 'n'""",
    "index": f"""
        select c.relname, concat_ws(' ', pg_get_indexdef(c.oid), 'valid', i.indisvalid,
          'clustered', i.indisclustered, 'replica identity', i.indisreplident, 'options', c.reloptions)
        from pg_index i join pg_class c on c.oid = i.indexrelid where {TABLE}""",
    "policy": f"""
        select c.relname || '.' || p.polname, concat_ws(' ',
          case when p.polpermissive then 'permissive' else 'restrictive' end, 'for', p.polcmd, 'to',
          (select string_agg(case r when 0 then 'public' else r::regrole::text end, ',' order by r::regrole::text)
           from unnest(p.polroles) r),
          'using', pg_get_expr(p.polqual, p.polrelid), 'with check', pg_get_expr(p.polwithcheck, p.polrelid))
        from pg_policy p join pg_class c on c.oid = p.polrelid where {TABLE}""",
    "trigger": f"""
        select c.relname || '.' || t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), 'enabled', t.tgenabled)
        from pg_trigger t join pg_class c on c.oid = t.tgrelid where {TABLE} and not t.tgisinternal""",
    "rule": f"""
        select c.relname || '.' || r.rulename, pg_get_ruledef(r.oid)
        from pg_rewrite r join pg_class c on c.oid = r.ev_class where {TABLE} and c.relkind = 'r'""",
    "function": f"""
        select f.oid::regprocedure::text, concat_ws(' ', 'owner', f.proowner::regrole,
          {_grants("f.proowner", "f.proacl", "f")}, case f.prokind when 'a' then 'aggregate'
          else pg_get_functiondef(f.oid) end)
        from pg_proc f where f.pronamespace = 'public'::regnamespace and f.oid not in ({OF_AN_EXTENSION})""",
    "sequence": """
        select s.sequencename, concat_ws(' ', s.data_type, s.start_value, s.min_value, s.max_value, s.increment_by,
          s.cycle, s.cache_size, 'of', (
            select string_agg(refobjid::regclass::text || '.' || refobjsubid, ',') from pg_depend
            where objid = format('public.%I', s.sequencename)::regclass and deptype in ('a', 'i')))
        from pg_sequences s
        where s.schemaname = 'public'""",
    "type": f"""
        select t.typname, concat_ws(' ', 'kind', t.typtype, 'owner', t.typowner::regrole, 'base',
          nullif(t.typbasetype, 0)::regtype, 'not null', t.typnotnull, 'default', t.typdefault,
          (select string_agg(enumlabel, ',' order by enumsortorder) from pg_enum where enumtypid = t.oid),
          (select string_agg(pg_get_constraintdef(oid), ',' order by conname) from pg_constraint
           where contypid = t.oid))
        from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype in ('d', 'e', 'r')
          and t.oid not in ({OF_AN_EXTENSION})""",
    "statistics": """
        select stxname, pg_get_statisticsobjdef(oid) from pg_statistic_ext
        where stxnamespace = 'public'::regnamespace""",
    "default grant": """
        select concat_ws(' ', defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype), defaclacl::text
        from pg_default_acl""",
    "comment": f"""
        select concat_ws('.', d.classoid::regclass, c.relname, d.objsubid), d.description
        from pg_description d join pg_class c on (d.classoid, d.objoid) = ('pg_class'::regclass, c.oid)
        where {TABLE}""",
}


async def schema_of(connection: asyncpg.Connection) -> Schema:
    """The catalogue's expressions are written with an empty search path, whatever the connection's own is."""
    async with connection.transaction():
        await connection.execute("set local search_path = ''")
        return {kind: dict(map(tuple, await connection.fetch(query))) for kind, query in QUERIES.items()}


def differences(one: Schema, other: Schema) -> list[str]:
    """One line for each object that only one of them has, or that they define differently."""
    found = []
    for kind in QUERIES:
        for name in sorted(one[kind].keys() | other[kind].keys()):
            here, there = one[kind].get(name), other[kind].get(name)
            if here != there:
                found.append(f"{kind} {name}: {here or 'missing'} <> {there or 'missing'}")
    return found
