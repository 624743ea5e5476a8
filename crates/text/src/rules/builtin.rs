//! Attentive's own rules, for people who have written none: common programs and sites of Linux desks, English and Chinese.
//!
//! Each category has words that stand in titles and addresses, and names of programs. A program says more than a title
//! (an editor with `youtube.py` open is no video), so all rules about programs come after all rules about words, and
//! the later rule wins among equally deep ones. Browsers are in no category: their pages are.

use super::Rule;

struct Category {
    name: &'static [&'static str],
    /// What stands in titles and addresses; `""` for none. Latin words are whole words.
    words: &'static str,
    /// The same for writing without spaces, found anywhere; `""` for none.
    cjk_words: &'static str,
    /// Whole names of programs, as window managers tell them; `""` for none.
    apps: &'static str,
}

/// The rules in order: headings, words, programs.
pub(super) fn rules() -> Vec<Rule> {
    let headings = ["Work", "Communication", "Media", "Learning", "Life", "System"];
    let headings = headings.into_iter().map(|name| rule(&[name], None, &[]));
    let words = CATEGORIES.iter().filter_map(|category| {
        let latin = (!category.words.is_empty()).then(|| format!(r"(?-u:\b)(?:{})(?-u:\b)", category.words));
        let cjk = (!category.cjk_words.is_empty()).then(|| category.cjk_words.to_owned());
        let pattern = latin.into_iter().chain(cjk).collect::<Vec<_>>().join("|");
        (!pattern.is_empty()).then(|| rule(category.name, Some(pattern), &["title", "url"]))
    });
    let apps = CATEGORIES.iter().filter(|category| !category.apps.is_empty()).map(|category| {
        // Windows programs end in `.exe`, and some desktops put the maker in front, as in `org.gnome.Nautilus`.
        let pattern = format!(r"^(?:[a-z0-9_-]+\.)*(?:{})(?:\.exe|\.bin)?$", category.apps);
        rule(category.name, Some(pattern), &["app"])
    });
    headings.chain(words).chain(apps).collect()
}

fn rule(name: &[&str], pattern: Option<String>, keys: &[&str]) -> Rule {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let select_keys = (!keys.is_empty()).then(|| owned(keys));
    Rule { name: owned(name), ignores_case: pattern.is_some(), pattern, select_keys }
}

const CATEGORIES: &[Category] = &[
    Category {
        name: &["System", "Search"],
        words: r"google search|google\.com/search|bing\.com/search|duckduckgo|baidu\.com/s|sogou\.com/web|so\.com/s",
        cjk_words: "百度搜索|百度一下|必应|搜狗搜索|360搜索",
        apps: "",
    },
    Category {
        name: &["System", "Files and Settings"],
        words: "",
        cjk_words: "",
        apps: "nautilus|dolphin|thunar|nemo|caja|pcmanfm|pcmanfm-qt|dde-file-manager|peony|explorer|finder|file-roller|ark\
               |gnome-control-center|systemsettings|dde-control-center|gnome-software|plasma-discover|gnome-disks|gparted\
               |gnome-system-monitor|htop|btop|synaptic|pavucontrol|gnome-calculator|kcalc|gnome-screenshot|flameshot|文件|设置",
    },
    Category {
        name: &["Life", "Shopping"],
        words: r"amazon\.(?:com|cn|co\.uk|de|co\.jp)|ebay|aliexpress|etsy|taobao|tmall|jd\.com|pinduoduo|yangkeduo|dangdang|smzdm",
        cjk_words: "淘宝|天猫|京东商城|京东\\(|拼多多|当当网|唯品会|苏宁易购|闲鱼|什么值得买|购物车",
        apps: "",
    },
    Category {
        name: &["Life", "Money"],
        words: r"paypal|online banking|alipay|stripe dashboard|eastmoney|xueqiu",
        cjk_words: "支付宝|网上银行|个人网银|东方财富|雪球|同花顺",
        apps: "gnucash|homebank|kmymoney|skrooge",
    },
    Category {
        name: &["Life", "Travel and Maps"],
        words: r"google maps|openstreetmap|booking\.com|airbnb|tripadvisor|12306|ctrip|skyscanner|amap\.com",
        cjk_words: "高德地图|百度地图|携程|去哪儿|飞猪|铁路12306|马蜂窝",
        apps: "gnome-maps|marble",
    },
    Category {
        name: &["Media", "News"],
        words: r"hacker news|news\.ycombinator\.com|bbc news|reuters|the guardian|nytimes|cnn|bloomberg|ithome|36kr|thepaper\.cn|toutiao",
        cjk_words: "今日头条|澎湃新闻|腾讯新闻|网易新闻|新浪新闻|凤凰网|人民网|新华网|IT之家|36氪|虎嗅|财新网",
        apps: "liferea|newsflash|akregator|newsboat|fluent-reader",
    },
    Category {
        name: &["Media", "Social"],
        words: r"reddit|twitter|x\.com|facebook|instagram|mastodon|bluesky|linkedin|pinterest|tumblr|weibo|xiaohongshu|douban|tieba\.baidu\.com|v2ex",
        cjk_words: "微博|小红书|豆瓣|百度贴吧|_贴吧|朋友圈|即刻|虎扑",
        apps: "tokodon|tuba|cawbird",
    },
    Category {
        name: &["Media", "Video"],
        words: r"youtube|netflix|twitch|vimeo|disney\+|prime video|hulu|bilibili|iqiyi|youku|v\.qq\.com|mgtv|douyin|tiktok|kuaishou|ixigua|douyu|huya|acfun",
        cjk_words: "哔哩哔哩|爱奇艺|优酷|腾讯视频|芒果TV|抖音|快手|西瓜视频|斗鱼|虎牙直播|央视频",
        apps: "vlc|mpv|totem|celluloid|smplayer|mplayer|kodi|plex|dragon|haruna|deepin-movie|stremio|freetube|bilibili|iqiyi|qqlive",
    },
    Category {
        name: &["Media", "Music"],
        words: r"spotify|soundcloud|deezer|tidal|bandcamp|apple music|youtube music|music\.163\.com|y\.qq\.com|kugou|kuwo",
        cjk_words: "网易云音乐|QQ音乐|酷狗音乐|酷我音乐|喜马拉雅|汽水音乐",
        apps: "spotify|rhythmbox|clementine|strawberry|elisa|amarok|audacious|lollypop|amberol|deadbeef|quodlibet|cmus|ncmpcpp\
               |netease-cloud-music|netease-cloud-music-gtk4|yesplaymusic|qqmusic|listen1|kugou|feeluown|deepin-music|gnome-music|podcasts",
    },
    Category {
        name: &["Media", "Games"],
        words: r"steam community|store\.steampowered\.com|itch\.io|chess\.com|lichess|minecraft|genshin impact",
        cjk_words: "原神|王者荣耀|英雄联盟|和平精英|4399|蒸汽平台",
        apps: "steam|steamwebhelper|lutris|heroic|minecraft(?:-launcher)?|prismlauncher|multimc|retroarch|dolphin-emu|0ad|wesnoth|openttd\
               |supertuxkart|gnome-(?:mines|chess|mahjongg|sudoku)|aisleriot|kpat|steam_app_[0-9]+",
    },
    Category {
        name: &["Media", "Books"],
        words: r"goodreads|project gutenberg|kindle|weread\.qq\.com|qidian\.com|jjwxc",
        cjk_words: "微信读书|起点中文网|晋江文学城|番茄小说|得到APP|多看阅读",
        apps: "foliate|calibre|calibre-gui|ebook-viewer|koreader|fbreader|bookworm",
    },
    Category {
        name: &["Learning", "Courses"],
        words: r"coursera|edx|udemy|khan academy|udacity|duolingo|codecademy|datacamp|icourse163|xuetangx|imooc|open\.163\.com|mit opencourseware",
        cjk_words: "中国大学MOOC|学堂在线|网易公开课|慕课|学习强国|智慧树|超星学习通|雨课堂|得到课程|极客时间",
        apps: "anki|gcompris|kanagram|moodle",
    },
    Category {
        name: &["Learning", "Reference"],
        words: r"wikipedia|wiktionary|britannica|arxiv|google scholar|scholar\.google|semantic scholar|researchgate|sciencedirect|springer|ieee xplore|pubmed|cnki|wanfangdata|archwiki|wiki\.archlinux\.org",
        cjk_words: "维基百科|百度百科|百度学术|百度文库|中国知网|知网|万方数据|有道词典|必应词典|道客巴巴",
        apps: "zotero|mendeley(?:desktop)?|jabref|goldendict|stardict|youdao-dict|gnome-dictionary|kiwix(?:-desktop)?|zeal|devhelp",
    },
    Category {
        name: &["Learning", "Questions and Answers"],
        words: r"zhihu|quora|stack exchange|zhidao\.baidu\.com",
        cjk_words: "知乎|百度知道|搜狗问问",
        apps: "",
    },
    Category {
        name: &["Communication", "Email"],
        words: r"gmail|mail\.google\.com|outlook\.(?:com|office|live)|proton ?mail|fastmail|mail\.qq\.com|mail\.163\.com|mail\.126\.com|roundcube|webmail",
        cjk_words: "QQ邮箱|网易邮箱|163网易|企业邮箱|收件箱|阿里邮箱",
        apps: "thunderbird|betterbird|evolution|geary|kmail2?|claws-mail|sylpheed|balsa|mutt|neomutt|mailspring|tutanota-desktop|foxmail|outlook|mail|mailmaster|deepin-mail",
    },
    Category {
        name: &["Communication", "Chat"],
        words: r"slack|telegram|whatsapp|discord|messenger|mattermost|rocket\.chat|zulip|matrix\.org|google chat|element \||wx\.qq\.com|dingtalk|feishu|larksuite|im\.qq\.com",
        cjk_words: "微信网页版|钉钉|飞书消息|企业微信|QQ空间",
        apps: "slack|telegram(?:-desktop|desktop)?|signal(?:-desktop)?|element(?:-desktop)?|discord|vesktop|whatsapp|whatsdesk|zapzap|mattermost(?:-desktop)?|rocketchat|zulip|nheko|fractal|pidgin|gajim|dino|hexchat|weechat|polari|konversation|skypeforlinux|skype|caprine|ferdium|rambox\
               |wechat|weixin|electronic-wechat|wechat-uos|微信|qq|linuxqq|icalingua|tim|dingtalk|钉钉|feishu|bytedance-feishu|lark|飞书|wxwork|wecom|企业微信|wangwang|阿里旺旺",
    },
    Category {
        name: &["Communication", "Meetings"],
        words: r"zoom meeting|google meet|meet\.google\.com|meet - [a-z]{3}-[a-z]{4}-[a-z]{3}|microsoft teams|webex|jitsi meet|meeting\.tencent\.com|voov|whereby|bigbluebutton",
        cjk_words: "腾讯会议|飞书会议|钉钉会议|视频会议",
        apps: "zoom|zoom workplace|teams|teams-for-linux|ms-teams|webex|ciscocollabhost|jitsi(?:-meet)?|wemeet(?:app)?|voovmeeting|腾讯会议|bluejeans|gotomeeting",
    },
    Category {
        name: &["Work", "Planning"],
        words: r"jira|trello|asana|linear\.app|clickup|todoist|basecamp|monday\.com|google calendar|calendar\.google|openproject|kanban|teambition|tower\.im|tapd|zentao|ones\.(?:ai|cn)|dida365|ticktick",
        cjk_words: "滴答清单|禅道|飞书日历|日程表|项目管理|待办事项|甘特图|看板",
        apps: "gnome-calendar|korganizer|merkuro-calendar|planner|endeavour|todoist|ticktick|super ?productivity|ganttproject|taskcoach|kalendar|日历|滴答清单",
    },
    Category {
        name: &["Work", "Documents"],
        words: r"google (?:docs|sheets|slides|drive)|docs\.google\.com|libreoffice|overleaf|onlyoffice|office\.com|sharepoint|confluence|notion|hackmd|etherpad|docs\.qq\.com|shimo\.im|kdocs\.cn|yuque|feishu\.cn/(?:docx?|wiki|sheets|base)|microsoft (?:word|excel|powerpoint)",
        cjk_words: "腾讯文档|石墨文档|金山文档|飞书文档|飞书云文档|语雀|有道云笔记|印象笔记|WPS文字|WPS表格|WPS演示",
        apps: "libreoffice(?:-[a-z]+)?|soffice|wps|et|wpp|wpspdf|wpsoffice|onlyoffice(?:-desktopeditors)?|desktopeditors|abiword|gnumeric|calligra[a-z]*|winword|excel|powerpnt|evince|papers|okular|zathura|qpdfview|mupdf|xreader|atril|xpdf|sioyek|acroread|foxitreader|deepin-reader\
               |xournalpp|com\\.github\\.xournalpp\\.xournalpp|typora|marktext|ghostwriter|obsidian|logseq|joplin|@joplin/app-desktop|zettlr|notion(?:-app)?|siyuan|思源笔记|simplenote|standard notes|wiznote|为知笔记|lyx|texstudio|texmaker|kile|scribus|gedit|gnome-text-editor|mousepad|xed|pluma|kwrite|featherpad|deepin-editor|notepad",
    },
    Category {
        name: &["Work", "Analysis"],
        words: r"jupyter|colab|kaggle|rstudio|tableau|power bi|grafana|metabase|superset|databricks|wandb|weights & biases|tensorboard",
        cjk_words: "数据分析|帆软|神策",
        apps: "rstudio|jupyterlab(?:-desktop)?|spyder|matlab|octave(?:-gui)?|scilab|orange|paraview|labplot2?|qtiplot|gretl|jasp|pspp(?:ire)?|stata|spsswin|origin|qgis|weka|knime|dbeaver|datagrip|pgadmin4?|sqlitebrowser|mysql-workbench[a-z-]*|navicat",
    },
    Category {
        name: &["Work", "Design"],
        words: r"figma|canva|dribbble|behance|miro|excalidraw|draw\.io|diagrams\.net|lanhuapp|mastergo|js\.design|processon|zcool",
        cjk_words: "即时设计|蓝湖|站酷|花瓣网|稿定设计|墨刀",
        apps: "gimp(?:-[0-9.]+)?|inkscape|krita|blender|darktable|rawtherapee|digikam|scribus|penpot|figma(?:-linux)?|drawio|freecad|openscad|kicad|librecad|qcad|solvespace|kdenlive|shotcut|openshot(?:-qt)?|davinci resolve|resolve|obs|audacity|ardour|lmms|synfigstudio|natron|pencil2d|mypaint|yed|dia|photoshop|illustrator",
    },
    Category {
        name: &["Work", "Assistants"],
        words: r"chatgpt|claude(?:\.ai)?|gemini\.google\.com|google gemini|copilot|perplexity|poe\.com|hugging ?chat|deepseek|kimi|tongyi|doubao|yiyan\.baidu\.com|chatglm|grok",
        cjk_words: "文心一言|通义千问|豆包|讯飞星火|智谱清言|腾讯元宝|秘塔",
        apps: "chatgpt|claude|lm studio|lm-studio|jan|gpt4all|cherry ?studio|chatbox|alpaca|豆包|kimi",
    },
    Category {
        name: &["Work", "Programming"],
        words: r"github|gitlab|bitbucket|codeberg|sourcehut|gitea|gitee|stack overflow|stackoverflow|docs\.rs|crates\.io|developer\.mozilla\.org|mdn web docs|npmjs|pypi|docs\.python\.org|rust-lang\.org|cppreference|pkg\.go\.dev|hub\.docker\.com|localhost:[0-9]+|127\.0\.0\.1:[0-9]+|leetcode|codeforces|csdn|juejin|segmentfault|cnblogs|pull request|merge request",
        cjk_words: "码云|掘金|思否|博客园|力扣|开源中国|菜鸟教程|代码审查|CSDN博客",
        apps: "code(?: - oss|-oss|-insiders)?|vscodium|codium|cursor|windsurf|zed|zeditor|sublime_text|sublime-text|atom|pulsar|lapce|emacs(?:-[a-z]+)?|vim|gvim|nvim(?:-qt)?|neovide|helix|kakoune|kate|kdevelop|geany|gnome-builder|builder|qtcreator|codeblocks|lazarus|eclipse|netbeans|devenv|xcode|bluej|arduino(?: ide)?|godot|unityhub|unity\
               |jetbrains-[a-z-]+|idea(?:64)?|intellij idea|pycharm(?:64)?|clion|webstorm|goland|rustrover|phpstorm|rider|rubymine|android-studio|studio|hbuilderx|deveco-studio|wechatdevtools|微信开发者工具\
               |gitg|gitk|git-gui|git-cola|gitkraken|sourcetree|sublime_merge|meld|kdiff3|kompare|lazygit|postman|insomnia|bruno|wireshark|ghidra|gdbgui|nemiver|virt-manager|virtualbox(?: manager| machine)?|docker desktop|d-feet|d-spy|sysprof|heaptrack_gui|kcachegrind|hotspot",
    },
    Category {
        name: &["Work", "Programming", "Terminal"],
        words: "",
        cjk_words: "",
        apps: "gnome-terminal(?:-server)?|kgx|console|ptyxis|konsole|yakuake|xfce4-terminal|mate-terminal|lxterminal|qterminal|terminator|tilix|guake|tilda|alacritty|kitty|foot(?:client)?|wezterm(?:-gui)?|ghostty|rio|warp|contour|st(?:-256color)?|u?xterm|u?rxvt|cool-retro-term|deepin-terminal|tabby|hyper|windowsterminal|terminal|iterm2|终端",
    },
];

#[cfg(test)]
mod tests {
    use attentive_types::Payload;
    use serde_json::json;

    use super::*;
    use crate::rules::CategoryRules;

    fn category(app: &str, title: &str, url: Option<&str>) -> String {
        let mut data = Payload::new();
        data.insert("app".into(), json!(app));
        data.insert("title".into(), json!(title));
        if let Some(url) = url {
            data.insert("url".into(), json!(url));
        }
        CategoryRules::defaults().category(&data).join(" > ")
    }

    #[test]
    fn every_built_in_rule_compiles() {
        let rules = CategoryRules::new(rules()).expect("rules");
        assert!(rules.rules().len() > 40);
    }

    #[test]
    fn common_windows_find_their_category() {
        for (app, title, expected) in [
            ("Code", "main.rs - attentive - Visual Studio Code", "Work > Programming"),
            ("jetbrains-idea", "Shop – Basket.java", "Work > Programming"),
            ("Gnome-terminal", "cargo test", "Work > Programming > Terminal"),
            ("org.gnome.Nautilus", "Downloads", "System > Files and Settings"),
            ("firefox", "rust-lang/rust · GitHub — Mozilla Firefox", "Work > Programming"),
            ("Google-chrome", "(3) A song - YouTube - Google Chrome", "Media > Video"),
            ("Google-chrome", "如何评价 - 知乎 - Google Chrome", "Learning > Questions and Answers"),
            ("firefox", "动画_哔哩哔哩_bilibili — Mozilla Firefox", "Media > Video"),
            ("wechat", "微信", "Communication > Chat"),
            ("钉钉", "钉钉", "Communication > Chat"),
            ("bytedance-feishu", "飞书", "Communication > Chat"),
            ("wemeetapp", "会议", "Communication > Meetings"),
            ("wps", "报告.docx - WPS 文字", "Work > Documents"),
            ("libreoffice-writer", "Letter.odt - LibreOffice Writer", "Work > Documents"),
            ("Thunderbird", "Inbox - Mozilla Thunderbird", "Communication > Email"),
            ("firefox", "Attention - Wikipedia — Mozilla Firefox", "Learning > Reference"),
            ("firefox", "A page about nothing — Mozilla Firefox", "Uncategorized"),
            ("", "", "Uncategorized"),
        ] {
            assert_eq!(category(app, title, None), expected, "{app} / {title}");
        }
    }

    #[test]
    fn a_program_says_more_than_its_title() {
        assert_eq!(category("Code", "youtube.py - Visual Studio Code", None), "Work > Programming");
        assert_eq!(category("evince", "Wikipedia and the law.pdf", None), "Work > Documents");
    }

    #[test]
    fn a_word_inside_another_word_is_not_found() {
        assert_eq!(category("firefox", "Slackware Netflixed xedX", None), "Uncategorized");
    }

    #[test]
    fn addresses_count_as_well() {
        assert_eq!(category("firefox", "Watch", Some("https://www.bilibili.com/video/BV1")), "Media > Video");
        assert_eq!(category("firefox", "Notes", Some("https://acme.feishu.cn/docx/abc")), "Work > Documents");
    }
}
