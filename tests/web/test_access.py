"""Who gets in, who does not, and what each of them sees."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from benchmarks.serving import begin, send
from squatform.cli import app
from squatform.history.database import now
from squatform.web.access import Access, add_user, change_password, find_user, remove_user
from squatform.web.settings import Limits, load_settings
from squatform.web.tables import Login, User

from .conftest import TOKEN
from .material import add_set, client_of, site_at

PASSWORD = "three words in a row"


@pytest.fixture
def users(site):
    """A server with two users; gives it with their ids."""
    with site.database.writing() as session:
        ids = [add_user(session, name, PASSWORD).id for name in ("kim", "sam")]
    return site, *ids


@pytest.fixture
def locked(tmp_path):
    """A server with a token."""
    with site_at(tmp_path, token=TOKEN) as site, client_of(site) as client:
        yield client


def log_in(client, name="kim", password=PASSWORD):
    answer = client.post("/login", data={"name": name, "password": password})
    assert answer.status_code == 303, answer.text
    return answer


def csrf_of(client):
    page = client.get("/").text
    return page.split('name="csrf" content="')[1].split('"')[0]


def test_nobody_gets_in_without_the_token(locked):
    assert locked.get("/api/v1/clips").status_code == 401
    page = locked.get("/history", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login?to=/history")
    wrong = {"Authorization": "Bearer " + TOKEN[:-1] + "x"}
    assert locked.get("/api/v1/clips", headers=wrong).status_code == 401
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert locked.get("/api/v1/clips", headers=right).status_code == 200
    assert locked.get("/privacy").status_code == 200


def test_the_token_opens_the_pages_too(locked):
    assert locked.post("/login", data={"password": "x" * 20}).status_code == 401
    log_in(locked, "", TOKEN)
    assert locked.get("/history").status_code == 200


def test_another_token_ends_the_logins_of_the_first(tmp_path):
    with site_at(tmp_path, token=TOKEN) as site, client_of(site) as client:
        secret = log_in(client, "", TOKEN).cookies["squatform"]
    with site_at(tmp_path, token=TOKEN + "2") as site, client_of(site) as client:
        client.cookies.set("squatform", secret)
        assert client.get("/api/v1/clips").status_code == 401


def test_a_stolen_cookie_is_worth_nothing_after_log_out(users):
    site, *_ = users
    with client_of(site) as client:
        secret = log_in(client).cookies["squatform"]
        cookie = client.cookies.jar
        assert any("HttpOnly" in one._rest for one in cookie)
        assert client.post("/logout", data={"csrf": csrf_of(client)}).status_code == 303
        client.cookies.set("squatform", secret)
        assert client.get("/api/v1/clips").status_code == 401


def test_a_login_ends_by_itself_and_by_a_new_password(users):
    site, *_ = users
    with client_of(site) as client:
        log_in(client)
        with site.database.writing() as session:
            change_password(session, "kim", PASSWORD + "2")
        assert client.get("/api/v1/clips").status_code == 401
        log_in(client, password=PASSWORD + "2")
        assert client.get("/api/v1/clips").status_code == 200
        with site.database.writing() as session:
            session.execute(update(Login).values(expires=now() - dt.timedelta(seconds=1)))
        assert client.get("/api/v1/clips").status_code == 401


def test_the_database_holds_neither_passwords_nor_cookies(users):
    site, *_ = users
    with client_of(site) as client:
        secret = log_in(client).cookies["squatform"]
    with site.database.reading() as session:
        stored = [user.password for user in session.scalars(select(User))]
        ids = [login.id for login in session.scalars(select(Login))]
    assert all(one.startswith("$argon2id$") for one in stored)
    assert len(set(stored)) == 2
    assert secret not in ids


def test_other_peoples_things_are_not_there(users):
    site, kim, sam = users
    athlete, number, clip_id = add_set(site, owner=kim)
    add_set(site, owner=sam)
    with client_of(site) as client:
        token = client.post("/api/v1/logins", json={"name": "sam", "password": PASSWORD})
        client.headers["Authorization"] = f"Bearer {token.json()['token']}"
        entry = {"date": "2026-03-02", "place": "knee", "degree": 3}
        tried = [
            client.get(f"/api/v1/clips/{clip_id}"),
            client.get(f"/api/v1/clips/{clip_id}/result"),
            client.head(f"/api/v1/clips/{clip_id}/content"),
            send(client, clip_id, b"x"),
            client.delete(f"/api/v1/clips/{clip_id}"),
            client.get(f"/clips/{clip_id}/report/report.html"),
            client.get(f"/api/v1/sets/{number}"),
            client.delete(f"/api/v1/sets/{number}"),
            client.get(f"/api/v1/athletes/{athlete}"),
            client.delete(f"/api/v1/athletes/{athlete}"),
            client.get(f"/api/v1/athletes/{athlete}/sets"),
            client.get(f"/api/v1/athletes/{athlete}/export"),
            client.get(f"/api/v1/athletes/{athlete}/guidance"),
            client.get(f"/api/v1/athletes/{athlete}/complaints"),
            client.post(f"/api/v1/athletes/{athlete}/complaints", json=entry),
            client.get(f"/history/{athlete}"),
            client.post(f"/history/{athlete}/delete", data={"sure": "yes"}),
            client.post(f"/history/{athlete}/sets/{number}/delete"),
        ]
        assert [answer.status_code for answer in tried] == [404] * len(tried)
        assert len(client.get("/api/v1/clips").json()) == 1
        client.headers["Authorization"] = "Bearer nobody"
        assert client.get(f"/api/v1/clips/{clip_id}").status_code == 401
    assert (
        site.files.store(clip_id).read("clips/set-1/report.html") == b"<p>report of " + kim.encode()
    )


def test_a_form_of_another_page_is_refused(users):
    site, *_ = users
    with client_of(site) as client:
        log_in(client)
        csrf = csrf_of(client)
        told = {"json": {"name": "a.mp4", "size": 10}}
        assert client.post("/api/v1/clips", **told).status_code == 403
        wrong = {"X-CSRF-Token": csrf[:-1] + "x"}
        assert client.post("/api/v1/clips", headers=wrong, **told).status_code == 403
        right = {"X-CSRF-Token": csrf}
        assert client.post("/api/v1/clips", headers=right, **told).status_code == 201
        assert client.post("/logout").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_other_sites_change_nothing_even_where_nobody_logs_in(small, headers):
    told = {"name": "a.mp4", "size": 10}
    assert small.post("/api/v1/clips", json=told, headers=headers).status_code == 403
    own = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
    assert small.post("/api/v1/clips", json=told, headers=own).status_code == 201


def test_a_name_that_points_here_is_not_this_server(small):
    assert small.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert small.get("/", headers={"Host": "localhost:8000"}).status_code == 200
    assert small.get("/", headers={"Host": "[::1]:8000"}).status_code == 200


def test_guessing_is_slowed_down(tmp_path):
    limits = Limits(logins=3)
    with site_at(tmp_path, token=TOKEN, limits=limits) as site, client_of(site) as client:
        tried = [client.post("/login", data={"password": f"guess {k}"}) for k in range(4)]
        assert [answer.status_code for answer in tried] == [401, 401, 401, 429]
        assert int(tried[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
def test_after_log_in_one_stays_here(locked, to):
    answer = locked.post("/login", data={"password": TOKEN, "to": to})
    assert answer.headers["location"] == "/"


def test_a_removed_user_leaves_nothing(users):
    site, kim, _ = users
    _, _, clip_id = add_set(site, owner=kim)
    with site.database.writing() as session:
        assert remove_user(session, find_user(session, "kim")) == [clip_id]
    with client_of(site):
        assert not (site.settings.folder / "files" / clip_id).exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2"])
def test_it_does_not_listen_to_everybody_without_a_secret(host, tmp_path):
    data = ["--data", str(tmp_path)]
    result = CliRunner().invoke(app, ["serve", "--host", host, *data])
    assert "SQUATFORM_TOKEN" in str(result.exception)
    assert result.exception.exit_code == 2


def test_users_are_added_and_removed_by_command(tmp_path):
    def run(*words, **how):
        return CliRunner().invoke(app, ["users", *words, "--data", str(tmp_path)], **how)

    assert run("add", "kim", input=f"{PASSWORD}\n{PASSWORD}\n").exit_code == 0
    assert run("list").stdout == "kim\n"
    short = run("add", "sam", input="short\nshort\n")
    assert "10 to 200 characters" in str(short.exception)
    with site_at(tmp_path) as site:
        assert not site.access.is_open
        assert isinstance(site.access, Access)
        with site.database.reading() as session:
            owner = find_user(session, "kim").id
        *_, clip_id = add_set(site, owner)
        files = Path(site.files.store(clip_id).path(""))
    assert files.is_dir()
    assert run("remove", "kim").exit_code == 0
    assert run("list").stdout == ""
    assert not files.exists()


def test_settings_that_cannot_be_are_named(monkeypatch):
    monkeypatch.setenv("SQUATFORM_LIMITS__CLIP_MB", "-1")
    result = CliRunner().invoke(app, ["serve"])
    assert "limits.clip_mb" in str(result.exception)
    monkeypatch.setenv("SQUATFORM_LIMITS__CLIP_MB", "5")
    monkeypatch.setenv("SQUATFORM_PORT", "9000")
    settings = load_settings(port=None)
    assert (settings.port, settings.limits.clip_mb) == (9000, 5)


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("squatform.serve_cli.NEEDED", ("fastapi", "no_such_module"))
    result = CliRunner().invoke(app, ["serve"])
    assert "pip install 'squatform[web]'" in str(result.exception)


def test_limits_hold_for_each_user(users):
    site, *_ = users
    with client_of(site) as client:
        for name in ("kim", "sam"):
            told = {"name": name, "password": PASSWORD}
            token = client.post("/api/v1/logins", json=told).json()["token"]
            client.headers["Authorization"] = f"Bearer {token}"
            assert begin(client).status_code == 201
            assert client.delete("/api/v1/logins").status_code == 204
            assert begin(client).status_code == 401
