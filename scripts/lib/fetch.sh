# shellcheck shell=bash
# The steps of scripts/setup. Each leaves a finished result or nothing: work happens in a folder
# that is renamed when it is complete, so an interrupted first run is simply run again.

odoo_package=odoo-19
odoo_assets=(libjs-jquery libjs-jquery-form libjs-underscore fonts-roboto-unhinted
  fonts-montserrat fonts-inconsolata fonts-ocr-b)

# Fails when less than MED_MIN_DISK_MB (default 6000, 1000 when all is there) is free for the cache.
check_disk() {
  local free wanted=${MED_MIN_DISK_MB:-6000}
  if [ -z "${MED_MIN_DISK_MB:-}" ] && [ -e "$MED_CACHE/.setup-done" ]; then wanted=1000; fi
  free=$(df -Pm "$MED_CACHE" | awk 'NR == 2 {print $4}')
  [ "$free" -ge "$wanted" ] || die "only $free MB free for $MED_CACHE, $wanted MB are needed." \
    "Free some space, name another folder in MED_CACHE, or set MED_MIN_DISK_MB."
}

# Runs a command as root: directly, or through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Fails where packages are missing and nobody may install them.
need_root() {
  if [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; then return; fi
  die "system packages are missing and you are neither root nor is sudo there." \
    "As root, run: apt-get install $*"
}

has_package() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# Installs PostgreSQL, Chromium, fonts, the LDAP client (single sign-on) and the packages given from the machine's own archive.
install_system_packages() {
  local package wanted=(postgresql postgresql-contrib chromium fonts-noto-cjk fonts-wqy-microhei
    python3 python3-venv ca-certificates debian-archive-keyring git make python3-ldap "$@")
  [ -e /etc/debian_version ] || die "this is not Debian." \
    "Use Docker instead ('docker compose up'), or a Debian 12 or 13 machine."
  missing=()
  for package in "${wanted[@]}"; do has_package "$package" || missing+=("$package"); done
  if [ "$(codename)" = bookworm ] && ! command -v wkhtmltopdf >/dev/null; then missing+=(wkhtmltopdf); fi
  [ ${#missing[@]} -gt 0 ] || return 0
  need_root "${missing[@]}"
  step "installing system packages: ${missing[*]}"
  as_root apt-get update -q >"$MED_CACHE/apt.log" 2>&1 || apt_failed
  # Debian's packages must not start a server of their own on this machine's account.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" \
    >>"$MED_CACHE/apt.log" 2>&1 || apt_failed
}

# Name of the Debian release, e.g. bookworm.
codename() { (. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}"); }

apt_failed() {
  tail -n 5 "$MED_CACHE/apt.log" >&2
  die "apt could not install packages (see $MED_CACHE/apt.log)." \
    "Most often: no network, a wrong archive in /etc/apt, or another apt running."
}

# A private apt: own source list, state and cache; the machine's keyring checks the signatures.
# Arguments: folder, suites.
private_apt() {
  local folder=$1 uri codename keyring=/usr/share/keyrings/debian-archive-keyring.gpg suite
  shift
  codename=$(codename)
  # shellcheck disable=SC2016 # the braces are apt's
  uri=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk -v suite="$codename" '$2 == suite {print $1; exit}')
  [ -n "$uri" ] || die "the machine's apt configuration names no archive for Debian $codename." \
    "Add one to /etc/apt/sources.list, or use an Odoo that is there: ODOO_HOME=/path/to/odoo."
  [ -e "$keyring" ] || die "$keyring is missing: signatures cannot be checked." \
    "Run: apt-get install debian-archive-keyring"
  mkdir -p "$folder"/{state/lists/partial,cache/archives/partial,debs}
  : >"$folder/status"
  for suite in "$@"; do
    printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$uri" "$suite"
  done >"$folder/sources.list"
  cat >"$folder/apt.conf" <<CONF
Dir::Etc::sourcelist "$folder/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$folder/state";
Dir::State::status "$folder/status";
Dir::Cache "$folder/cache";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
APT::Sandbox::User "";
CONF
}

# Odoo and the fonts and scripts its own links point to, unpacked into the cache.
fetch_odoo() {
  local work="$MED_CACHE/odoo/.fetching" version target package
  if [ -n "${ODOO_HOME:-}" ]; then
    [ -e "$ODOO_HOME/odoo/__init__.py" ] || [ -d "$ODOO_HOME/odoo/addons" ] ||
      die "ODOO_HOME=$ODOO_HOME holds no Odoo." "It must be the folder that contains the package 'odoo'."
    return 0
  fi
  [ ! -e "$MED_CACHE/odoo/current/.complete" ] || return 0
  step "fetching Odoo 19 from Debian's signed archive"
  rm -rf "$work"
  private_apt "$work/apt" sid bookworm
  if ! (
    APT_CONFIG="$work/apt/apt.conf" apt-get update -q && cd "$work/apt/debs" &&
      APT_CONFIG="$work/apt/apt.conf" apt-get download -q \
        "$odoo_package/sid" "${odoo_assets[@]/%//sid}" fonts-font-awesome/bookworm
  ) >"$MED_CACHE/odoo-fetch.log" 2>&1; then
    grep '^E:' "$MED_CACHE/odoo-fetch.log" | head -n 3 >&2
    ! grep -q 'is expired' "$MED_CACHE/odoo-fetch.log" ||
      die "this machine's Debian archive is an outdated copy: its signature has expired." \
        "Use an up-to-date mirror in /etc/apt, or set ODOO_HOME to an Odoo 19 of your own."
    die "Odoo 19 could not be fetched (see $MED_CACHE/odoo-fetch.log)." \
      "Without network nothing can be fetched; check the machine's apt configuration." \
      "If the archive no longer has $odoo_package: set ODOO_HOME to an Odoo 19 of your own," \
      "or use Docker: docker compose up"
  fi
  version=$(dpkg-deb -f "$work"/apt/debs/odoo-19_*.deb Version)
  step "unpacking Odoo $version"
  mkdir "$work/tree"
  for package in "$work"/apt/debs/*.deb; do dpkg-deb -x "$package" "$work/tree"; done
  add_missing_files "$work/tree"
  printf '%s\n' "$version" >"$work/tree/.complete"
  target="$MED_CACHE/odoo/$version"
  rm -rf "$target"
  mv "$work/tree" "$target"
  ln -sfn "$version" "$MED_CACHE/odoo/current"
  rm -rf "$work"
}

# Debian's package leaves out one script that stands in the backend bundle.
add_missing_files() {
  local stub="$1/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
  mkdir -p "$(dirname "$stub")"
  [ -e "$stub" ] || printf '/* not part of this distribution */\n' >"$stub"
}

# Where Debian has no wkhtmltopdf any more: Debian 12's, with the libraries it needs, in the cache.
# Without it everything works but PDF, so a failure is only told.
fetch_wkhtmltopdf() {
  local target="$MED_CACHE/wkhtmltopdf" work="$MED_CACHE/.wkhtmltopdf" package name
  if command -v wkhtmltopdf >/dev/null || [ -e "$target/.complete" ]; then return 0; fi
  step "fetching wkhtmltopdf of Debian 12 (for PDF)"
  rm -rf "$work" "$target"
  private_apt "$work/apt" bookworm
  if ! {
    APT_CONFIG="$work/apt/apt.conf" apt-get update -q &&
      APT_CONFIG="$work/apt/apt.conf" apt-get install -y -q --download-only --no-install-recommends wkhtmltopdf
  } >"$MED_CACHE/wkhtmltopdf.log" 2>&1; then
    say "    wkhtmltopdf could not be fetched: no PDF (see $MED_CACHE/wkhtmltopdf.log)"
    return 0
  fi
  mkdir -p "$work/tree" "$work/bin"
  for package in "$work"/apt/cache/archives/*.deb; do
    name=$(basename "$package")
    case $name in
      libc6_* | libgcc-s1_* | libstdc++6_*) ;; # the machine's own are newer and must serve all
      libllvm* | libgl1-mesa-dri_*) ;;         # graphics cards
      lib* | wkhtmltopdf_*) dpkg-deb -x "$package" "$work/tree" ;;
    esac
  done
  cat >"$work/bin/wkhtmltopdf" <<WRAPPER
#!/bin/sh
libraries=\$(echo $target/tree/usr/lib/*-linux-gnu $target/tree/lib/*-linux-gnu | tr ' ' ':')
LD_LIBRARY_PATH=\$libraries QT_PLUGIN_PATH=\${libraries%%:*}/qt5/plugins QT_QPA_PLATFORM=offscreen \\
  exec $target/tree/usr/bin/wkhtmltopdf "\$@"
WRAPPER
  chmod +x "$work/bin/wkhtmltopdf"
  rm -rf "$work/apt"
  mv "$work" "$target"
  touch "$target/.complete"
}

# A virtual environment with pinned packages, complete or not there.
make_venv() {
  local venv=$1 name=$2 site
  shift 2
  [ ! -e "$venv/.complete" ] || return 0
  step "installing Python packages ($name, $("$MED_PYTHON" -V))"
  rm -rf "$venv"
  "$MED_PYTHON" -m venv "$venv" >"$MED_CACHE/pip.log" 2>&1 || die "no virtual environment could be made (see $MED_CACHE/pip.log)." \
    "On Debian the package python3-venv is needed."
  "$venv/bin/python" -m pip install -q --disable-pip-version-check --progress-bar off "${@/#/-r}" >>"$MED_CACHE/pip.log" 2>&1 || {
    grep -v WARNING "$MED_CACHE/pip.log" | tail -n 5 >&2
    die "Python packages could not be installed (see $MED_CACHE/pip.log)." "Most often: no network."
  }
  site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  [ "$name" != odoo ] || odoo_folder >"$site/odoo-core.pth"
  touch "$venv/.complete"
}
